/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect.c - what a domain has to be launched from */
#include "expect.h"

#include <string.h>

#include "text.h"

/* What libvirt gives to a domain that names no CPU. */
#define DEFAULT_CPU "qemu64"

/* --- the CPU -------------------------------------------------------------- */

static int host_cpu(const xmlNode *cpu, uint32_t host_signature, uint32_t *ret,
		    struct err *err)
{
	if (!host_signature)
		return err_set(err,
			       "line %d: <cpu mode='%s'>: the CPU of the host "
			       "is not known here",
			       xml_line(cpu), xml_attr(cpu, "mode"));
	*ret = host_signature;
	return 0;
}

static int named_cpu(const xmlNode *cpu, uint32_t *ret, struct err *err)
{
	const xmlNode *model = xml_child(cpu, "model");
	const char *name = model ? xml_trimmed(model) : DEFAULT_CPU;
	char token[TEXT_TOKEN_SIZE];

	if (!launch_cpu_model(name, ret))
		return err_set(err,
			       "line %d: family, model and stepping of the CPU "
			       "model %s are not known",
			       xml_line(model), text_token(token, name));
	return 0;
}

static int find_cpu(const struct domain *dom, uint32_t host_signature,
		    uint32_t *ret, struct err *err)
{
	const xmlNode *cpu = xml_child(dom->root, "cpu");

	if (xml_attr_is(cpu, "mode", "host-passthrough") ||
	    xml_attr_is(cpu, "mode", "maximum"))
		return host_cpu(cpu, host_signature, ret, err);
	if (xml_attr_is(cpu, "mode", "host-model"))
		return err_set(err,
			       "line %d: <cpu mode='host-model'>: only the "
			       "document of the running domain names the model",
			       xml_line(cpu));
	return named_cpu(cpu, ret, err);
}

int expect_shape(const struct domain *dom, uint32_t host_signature,
		 struct launch_shape *ret, struct err *err)
{
	struct launch_shape shape = {
		.es = dom->tech == TECH_SEV_ES,
		.kernel_hashes =
			xml_attr_is(dom->launch, "kernelHashes", "yes"),
		.vcpus = domain_vcpus(dom),
	};

	if (!(TECH_BIT(dom->tech) & TECHS_LAUNCHED))
		return err_set(err,
			       "the launch type of the domain is '%s': only "
			       "SEV and SEV-ES have a launch measurement",
			       tech_name(dom->tech));
	/* without VMSAs the CPU is not measured */
	if (shape.es &&
	    find_cpu(dom, host_signature, &shape.cpu_signature, err) < 0)
		return -1;
	*ret = shape;
	return 0;
}

/* --- the files ------------------------------------------------------------ */

static const char *path_of(const struct domain *dom, const char *element)
{
	const char *path = xml_content(xml_child(dom->os, element));

	return path && *path ? path : NULL;
}

int expect_files(const struct domain *dom, struct boot_files *ret,
		 struct err *err)
{
	const xmlNode *loader = xml_child(dom->os, "loader");
	const char *format = xml_attr(loader, "format");
	struct boot_files files = { .firmware = path_of(dom, "loader") };

	if (!files.firmware)
		return err_set(err,
			       "the document names no firmware in <loader>: "
			       "only that of the running domain does");
	if (format && strcmp(format, "raw") != 0)
		return err_set(err,
			       "line %d: firmware in the format '%s' can not "
			       "be measured",
			       xml_line(loader), format);
	if (xml_attr_is(dom->launch, "kernelHashes", "yes")) {
		files.kernel = path_of(dom, "kernel");
		files.initrd = path_of(dom, "initrd");
		files.cmdline = xml_content(xml_child(dom->os, "cmdline"));
	}
	*ret = files;
	return 0;
}

int expect_launch(const struct domain *dom, int rootfd, uint32_t host_signature,
		  struct launch **ret_launch, struct launch_shape *ret_shape,
		  struct err *err)
{
	struct launch_shape shape;
	struct boot_files files;

	if (expect_shape(dom, host_signature, &shape, err) < 0 ||
	    expect_files(dom, &files, err) < 0 ||
	    boot_open(rootfd, &files, ret_launch, err) < 0)
		return -1;
	*ret_shape = shape;
	return 0;
}
