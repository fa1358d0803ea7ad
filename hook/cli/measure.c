/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure.c - sevgate measure: what a guest's launch has to measure */
#include <fcntl.h>
#include <jansson.h>
#include <string.h>

#include "cleanup.h"
#include "hook/cli/measure.h"
#include "hook/client/attest_domain.h"
#include "hook/secret_file.h"
#include "text.h"

#define JSON_VERSION 1

/**
 * struct answer - what is printed
 * @base64:	the measurement, "" without a TIK
 * @verdict:	of measure_verify(); -1: not asked for
 * @why:	the guest is not the expected one
 */
struct answer {
	uint8_t digest[LAUNCH_DIGEST_SIZE];
	char hex[2 * LAUNCH_DIGEST_SIZE + 1];
	char base64[TEXT_BASE64_SIZE(MEASUREMENT_SIZE) + 1];
	int verdict;
	struct err why;
};

/* --- measuring ------------------------------------------------------------ */

static int verify(struct claim *claim, const struct measure_source *s,
		  const struct measurement *m, struct answer *out,
		  struct err *err)
{
	out->verdict = launch_verify(claim, m, s->rootfd, &s->files, &out->why);
	if (out->verdict < 0)
		*err = out->why;
	return out->verdict < 0 ? -1 : 0;
}

static int with_key(const struct measure_args *args,
		    const struct measure_source *s, struct claim *claim,
		    struct answer *out, struct err *err)
{
	struct measurement m = args->m;

	claim->launch = s->launch;
	claim->shape = s->shape;
	if (!(args->given & GIVEN_POLICY)) {
		if (!s->dom->policy_ok)
			return err_set(err,
				       "%s: the document has no guest "
				       "policy",
				       args->domain);
		claim->policy = (uint32_t)s->dom->policy;
		claim->reported.policy = claim->policy;
	}
	if (args->given & GIVEN_VERIFY)
		return verify(claim, s, &m, out, err);
	if (measure(claim, out->digest, m.nonce, m.measure, err) < 0)
		return -1;
	text_base64_encode((const uint8_t *)&m, sizeof(m), out->base64);
	return 0;
}

static int compute(const struct measure_args *args,
		   const struct measure_source *s, struct answer *out,
		   struct err *err)
{
	_cleanup_(session_wipe) struct session_keys keys = { { 0 }, { 0 } };
	struct claim claim = args->claim;
	int result;

	if (launch_digest(s->launch, &s->shape, out->digest, err) < 0)
		return -1;
	text_hex(out->digest, sizeof(out->digest), out->hex);
	if (!args->launch.tik)
		return 0;
	if (secret_file_key(AT_FDCWD, args->launch.tik, keys.tik, err) < 0 ||
	    (args->launch.tek &&
	     secret_file_key(AT_FDCWD, args->launch.tek, keys.tek, err) < 0))
		return -1;
	memcpy(claim.tik, keys.tik, TIK_SIZE);
	claim.tek = args->launch.tek ? keys.tek : NULL;
	result = with_key(args, s, &claim, out, err);
	explicit_bzero(&claim, sizeof(claim));
	return result;
}

/* --- printing ------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
	return *text ? json_string(text) : json_null();
}

static void print_json(const struct measure_source *s, const struct answer *out)
{
	char signature[16];
	json_t *object;

	snprintf(signature, sizeof(signature), "0x%08x",
		 s->shape.cpu_signature);
	object = json_pack(
		"{si ss ss si so ss sb so so so}", "version", JSON_VERSION,
		"type", s->shape.es ? "sev-es" : "sev", "firmware",
		s->files.firmware, "vcpus", (int)s->shape.vcpus,
		"cpu_signature",
		s->shape.es ? json_string(signature) : json_null(), "vmsa",
		s->shape.form == VMSA_LEGACY ? "legacy" : "init2",
		"kernel_hashes", (int)s->shape.kernel_hashes, "measurement",
		text_or_null(out->base64), "match",
		out->verdict < 0 ? json_null() : json_boolean(out->verdict),
		"difference", text_or_null(out->why.text));
	json_object_set_new(object, "digest", json_string(out->hex));
	json_dumpf(object, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(object);
}

static int print(const struct measure_args *args,
		 const struct measure_source *s, const struct answer *out)
{
	if (args->json)
		print_json(s, out);
	else if (out->verdict == 1)
		puts("the guest was launched as expected");
	else if (out->verdict < 0)
		puts(*out->base64 ? out->base64 : out->hex);
	if (out->verdict)
		return EXIT_SUCCESS;
	failed(&out->why);
	return EXIT_REFUSED;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct answer out = { .verdict = -1 };
	struct measure_source source;
	struct measure_args args;
	struct err err = { "" };
	int status = measure_parse(self, argc, argv, &args);

	if (status)
		return status;
	if (measure_source_open(&args, &source, &err) < 0 ||
	    compute(&args, &source, &out, &err) < 0)
		status = failed(&err);
	else
		status = print(&args, &source, &out);
	measure_source_close(&source);
	return status;
}

const struct command measure_command = {
	.name = "measure",
	.args = "[OPTION]... FILE|-|DOMAIN | --type TYPE --firmware FILE",
	.summary = "compute or verify a guest's launch measurement",
	.help = "      --type TYPE       sev or sev-es\n"
		"      --firmware FILE   image that is measured\n"
		"      --kernel FILE     kernel, where its hash is measured\n"
		"      --initrd FILE     initrd of that kernel\n"
		"      --cmdline TEXT    command line of that kernel\n"
		"      --vcpus N         vCPUs at start (default: 1)\n"
		"      --cpu MODEL       CPU model as QEMU names it, for sev-es\n"
		"      --cpu-family N    instead of a model: the CPU's family,\n"
		"      --cpu-model N     its model\n"
		"      --cpu-stepping N  and its stepping\n"
		"      --vmsa FORM       legacy (default) or init2\n"
		"      --tik FILE        integrity key of the launch\n"
		"      --tek FILE        its other key, to find out exchanged ones\n"
		"      --api-major N     API version of the host's firmware\n"
		"      --api-minor N     the same\n"
		"      --build N         build of the host's firmware\n"
		"      --policy POLICY   guest policy, hexadecimal; 0d55 is decimal\n"
		"      --nonce BASE64    print the measurement for this nonce\n"
		"      --verify BASE64   compare with this measurement\n"
		"  -c, --connect URI     libvirt connection\n"
		"      --root DIR        a domain's files are below DIR\n"
		"      --json            print JSON\n",
	.run = run,
};
