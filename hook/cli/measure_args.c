/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure_args.c - the command line of sevgate measure */
#include <stdlib.h>

#include "cleanup.h"
#include "hook/cli/measure.h"
#include "text.h"

enum {
	OPT_TYPE = 256,
	OPT_VCPUS,
	OPT_CPU,
	OPT_FAMILY,
	OPT_MODEL,
	OPT_STEPPING,
	OPT_VMSA,
	OPT_MAJOR,
	OPT_MINOR,
	OPT_BUILD,
	OPT_POLICY,
	OPT_NONCE,
	OPT_VERIFY,
	OPT_ROOT,
	OPT_JSON,
};

static const struct option options[] = {
	LAUNCH_OPTIONS,
	{ "type", required_argument, NULL, OPT_TYPE },
	{ "vcpus", required_argument, NULL, OPT_VCPUS },
	{ "cpu", required_argument, NULL, OPT_CPU },
	{ "cpu-family", required_argument, NULL, OPT_FAMILY },
	{ "cpu-model", required_argument, NULL, OPT_MODEL },
	{ "cpu-stepping", required_argument, NULL, OPT_STEPPING },
	{ "vmsa", required_argument, NULL, OPT_VMSA },
	{ "api-major", required_argument, NULL, OPT_MAJOR },
	{ "api-minor", required_argument, NULL, OPT_MINOR },
	{ "build", required_argument, NULL, OPT_BUILD },
	{ "policy", required_argument, NULL, OPT_POLICY },
	{ "nonce", required_argument, NULL, OPT_NONCE },
	{ "verify", required_argument, NULL, OPT_VERIFY },
	{ "root", required_argument, NULL, OPT_ROOT },
	{ "json", no_argument, NULL, OPT_JSON },
	{ 0 },
};

/* --- single options ------------------------------------------------------- */

/**
 * struct number - an option that is a decimal number
 * @bit:	in measure_args.given
 * @max:	largest value
 * @bytes:	of the variable: 1 or 4
 */
static const struct number {
	int option;
	unsigned int bit, max;
	size_t to, bytes;
} numbers[] = {
#define NUMBER(option, bit, max, member)                                 \
	{                                                                \
		option, bit, max, offsetof(struct measure_args, member), \
			sizeof(((struct measure_args *)NULL)->member)    \
	}
	NUMBER(OPT_VCPUS, GIVEN_VCPUS, LAUNCH_MAX_VCPUS, shape.vcpus),
	NUMBER(OPT_FAMILY, GIVEN_FAMILY, 270, family),
	NUMBER(OPT_MODEL, GIVEN_MODEL, 255, model),
	NUMBER(OPT_STEPPING, GIVEN_STEPPING, 15, stepping),
	NUMBER(OPT_MAJOR, GIVEN_MAJOR, 255, claim.reported.api_major),
	NUMBER(OPT_MINOR, GIVEN_MINOR, 255, claim.reported.api_minor),
	NUMBER(OPT_BUILD, GIVEN_BUILD, 255, claim.reported.build),
#undef NUMBER
};

static const char *option_name(int option)
{
	size_t i;

	for (i = 0; options[i].name; i++)
		if (options[i].val == option)
			return options[i].name;
	return "?";
}

static int take_number(const struct command *self, const struct number *n,
		       struct measure_args *a)
{
	char *to = (char *)a + n->to;
	uint64_t value;

	if (!text_to_u64(optarg, 10, n->max, &value))
		return usage_error(self, "--%s has '%s', not a number up to %u",
				   option_name(n->option), optarg, n->max);
	if (n->bytes == 1)
		*(uint8_t *)to = (uint8_t)value;
	else
		*(unsigned int *)to = (unsigned int)value;
	a->given |= n->bit;
	return 0;
}

static int take_type(const struct command *self, struct measure_args *a)
{
	enum tech tech = tech_from_name(optarg);

	if (!(TECH_BIT(tech) & TECHS_LAUNCHED))
		return usage_error(
			self, "--type has '%s'; allowed: sev, sev-es", optarg);
	a->shape.es = tech == TECH_SEV_ES;
	a->given |= GIVEN_TYPE;
	return 0;
}

static int take_cpu(const struct command *self, struct measure_args *a)
{
	if (!launch_cpu_model(optarg, &a->shape.cpu_signature))
		return usage_error(self,
				   "the CPU model '%s' is not known; give "
				   "--cpu-family, --cpu-model, --cpu-stepping",
				   optarg);
	a->given |= GIVEN_CPU;
	return 0;
}

static int take_vmsa(const struct command *self, struct measure_args *a)
{
	a->given |= GIVEN_VMSA;
	return launch_take_vmsa(self, &a->shape.form);
}

static int take_policy(const struct command *self, struct measure_args *a)
{
	int status = launch_take_policy(self, &a->claim.policy);

	a->claim.reported.policy = a->claim.policy;
	a->given |= GIVEN_POLICY;
	return status;
}

static int take_base64(const struct command *self, int option, void *to,
		       size_t size)
{
	size_t len;

	if (!text_base64(optarg, to, size, &len))
		return usage_error(self, "--%s has '%s', not base64",
				   option_name(option), optarg);
	if (len != size)
		return usage_error(self,
				   "--%s has %zu bytes in base64, not %zu",
				   option_name(option), len, size);
	return 0;
}

static int take_measurement(const struct command *self, int option,
			    struct measure_args *a)
{
	a->given |= option == OPT_NONCE ? GIVEN_NONCE : GIVEN_VERIFY;
	if (option == OPT_NONCE)
		return take_base64(self, option, a->m.nonce,
				   sizeof(a->m.nonce));
	return take_base64(self, option, &a->m, sizeof(a->m));
}

static int take(const struct command *self, int option, struct measure_args *a)
{
	size_t i;

	if (launch_option(&a->launch, option))
		return 0;
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (numbers[i].option == option)
			return take_number(self, &numbers[i], a);
	switch (option) {
	case OPT_TYPE:
		return take_type(self, a);
	case OPT_CPU:
		return take_cpu(self, a);
	case OPT_VMSA:
		return take_vmsa(self, a);
	case OPT_POLICY:
		return take_policy(self, a);
	case OPT_NONCE:
	case OPT_VERIFY:
		return take_measurement(self, option, a);
	case OPT_ROOT:
		a->root = optarg;
		return 0;
	case OPT_JSON:
		a->json = true;
		return 0;
	case 'h':
		exit(show_help(self));
	default:
		return usage_error(self, "see --help");
	}
}

/* --- what goes together --------------------------------------------------- */

static int check_cpu(const struct command *self, struct measure_args *a)
{
	unsigned int fms = a->given & GIVEN_FMS;

	if (fms && (fms != GIVEN_FMS || a->given & GIVEN_CPU))
		return usage_error(self, "give --cpu, or all of --cpu-family, "
					 "--cpu-model and --cpu-stepping");
	if (fms) {
		a->shape.cpu_signature =
			launch_cpu_signature(a->family, a->model, a->stepping);
		a->given |= GIVEN_CPU;
	}
	return 0;
}

static int check_explicit(const struct command *self,
			  const struct measure_args *a)
{
	if (!(a->given & GIVEN_TYPE) || !a->launch.files.firmware)
		return usage_error(self, "give --type and --firmware, or a "
					 "domain");
	if (a->shape.es && !(a->given & GIVEN_CPU))
		return usage_error(self, "--type sev-es needs --cpu: the CPU "
					 "model is measured");
	if (!a->launch.files.kernel &&
	    (a->launch.files.initrd || a->launch.files.cmdline))
		return usage_error(self,
				   "--initrd and --cmdline need --kernel");
	return 0;
}

static int check_domain(const struct command *self,
			const struct measure_args *a)
{
	if (a->given & (GIVEN_TYPE | GIVEN_VCPUS) || a->launch.files.firmware ||
	    a->launch.files.kernel || a->launch.files.initrd ||
	    a->launch.files.cmdline)
		return usage_error(self, "type, files and vCPUs are those of "
					 "the domain: leave the options out");
	return 0;
}

static int check_key(const struct command *self, const struct measure_args *a)
{
	unsigned int m = a->given & (GIVEN_NONCE | GIVEN_VERIFY);

	if (!a->launch.tik && (m || a->launch.tek))
		return usage_error(self, "--nonce, --verify and --tek need "
					 "--tik");
	if (!a->launch.tik)
		return 0;
	if (m != GIVEN_NONCE && m != GIVEN_VERIFY)
		return usage_error(self, "--tik needs --nonce or --verify");
	if ((a->given & GIVEN_API) != GIVEN_API)
		return usage_error(self, "--tik needs --api-major, --api-minor "
					 "and --build");
	if (!(a->given & GIVEN_POLICY) && !a->domain)
		return usage_error(self, "--tik needs --policy");
	return 0;
}

int measure_parse(const struct command *self, int argc, char **argv,
		  struct measure_args *ret)
{
	struct measure_args a = { .shape.vcpus = 1 };
	int option, status;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		status = take(self, option, &a);
		if (status)
			return status;
	}
	if (argc - optind > 1)
		return usage_error(self, "one domain at a time");
	a.domain = argv[optind];
	a.shape.kernel_hashes = a.launch.files.kernel != NULL;
	status = check_cpu(self, &a);
	if (!status)
		status = a.domain ? check_domain(self, &a)
				  : check_explicit(self, &a);
	if (!status)
		status = check_key(self, &a);
	*ret = a;
	return status;
}
