/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_args.c - the command line of sevgate attest, and its answer */
#include <jansson.h>
#include <stdlib.h>

#include "cleanup.h"
#include "hook/cli/attest.h"
#include "text.h"

enum {
	OPT_SECRET = 256,
	OPT_POLICY,
	OPT_VCPUS,
	OPT_CPU,
	OPT_VMSA,
	OPT_NO_RESUME,
	OPT_JSON,
};

static const struct option options[] = {
	LAUNCH_OPTIONS,
	{ "secret", required_argument, NULL, OPT_SECRET },
	{ "policy", required_argument, NULL, OPT_POLICY },
	{ "vcpus", required_argument, NULL, OPT_VCPUS },
	{ "cpu", required_argument, NULL, OPT_CPU },
	{ "vmsa", required_argument, NULL, OPT_VMSA },
	{ "no-resume", no_argument, NULL, OPT_NO_RESUME },
	{ "json", no_argument, NULL, OPT_JSON },
	{ 0 },
};

static int take_vcpus(const struct command *self, struct attest_args *a)
{
	uint64_t value;

	if (!text_to_u64(optarg, 10, LAUNCH_MAX_VCPUS, &value) || !value)
		return usage_error(self,
				   "--vcpus has '%s', not a number up to %u",
				   optarg, LAUNCH_MAX_VCPUS);
	a->vcpus = (unsigned int)value;
	return 0;
}

static int take(const struct command *self, int option, struct attest_args *a)
{
	if (launch_option(&a->launch, option))
		return 0;
	switch (option) {
	case OPT_SECRET:
		if (a->n_secrets == SECRETS_MAX)
			return usage_error(self, "too many secrets");
		a->secrets[a->n_secrets++] = optarg;
		return 0;
	case OPT_POLICY:
		a->has_policy = true;
		return launch_take_policy(self, &a->policy);
	case OPT_VCPUS:
		return take_vcpus(self, a);
	case OPT_VMSA:
		return launch_take_vmsa(self, &a->form);
	case OPT_CPU:
		if (launch_cpu_model(optarg, &a->cpu_signature))
			return 0;
		return usage_error(self, "the CPU model '%s' is not known",
				   optarg);
	case OPT_NO_RESUME:
		a->no_resume = true;
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

static int check(const struct command *self, const struct attest_args *a)
{
	if (!a->launch.tik)
		return usage_error(self, "give --tik, the integrity key of the "
					 "launch session");
	if (a->n_secrets && !a->launch.tek)
		return usage_error(self, "--secret needs --tek");
	if (!a->launch.files.firmware &&
	    (a->launch.files.kernel || a->launch.files.initrd ||
	     a->launch.files.cmdline))
		return usage_error(self, "--kernel, --initrd and --cmdline "
					 "need --firmware");
	if (!a->launch.files.kernel &&
	    (a->launch.files.initrd || a->launch.files.cmdline))
		return usage_error(self,
				   "--initrd and --cmdline need --kernel");
	return 0;
}

int attest_parse(const struct command *self, int argc, char **argv,
		 struct attest_args *ret)
{
	struct attest_args a = { .domain = NULL };
	int option, status;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		status = take(self, option, &a);
		if (status)
			return status;
	}
	if (argc - optind != 1)
		return usage_error(self, "name one domain");
	a.domain = argv[optind];
	*ret = a;
	return check(self, &a);
}

/* --- the answer ----------------------------------------------------------- */

static void print_json(const struct attest_args *args,
		       const struct launch_seen *seen,
		       const struct attest_answer *answer)
{
	const struct virt_launch *info = &seen->info;
	char policy[16], firmware[40];
	json_t *object;

	snprintf(policy, sizeof(policy), "0x%04x", answer->policy);
	snprintf(firmware, sizeof(firmware), "%u.%u.%u", info->api_major,
		 info->api_minor, info->build);
	object = json_pack(
		"{s:s, s:b, s:o, s:s, s:s, s:i, s:b, s:s?}", "domain",
		args->domain, "match", answer->verdict, "difference",
		*answer->why.text ? json_string(answer->why.text) : json_null(),
		"policy", policy, "firmware", firmware, "vcpus",
		(int)answer->vcpus, "ran_before", answer->ran, "measurement",
		info->measurement);
	json_dumpf(object, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(object);
}

int attest_print(const struct attest_args *args, const struct launch_seen *seen,
		 const struct attest_answer *answer)
{
	if (args->json)
		print_json(args, seen, answer);
	if (!answer->verdict) {
		fprintf(stderr, "sevgate: %s: %s\n", args->domain,
			answer->why.text);
		return EXIT_REFUSED;
	}
	if (!args->json)
		printf("%s: the launch measurement is right: policy 0x%04x, "
		       "firmware %u.%u build %u\n",
		       args->domain, answer->policy, seen->info.api_major,
		       seen->info.api_minor, seen->info.build);
	if (answer->ran)
		fprintf(stderr,
			"sevgate: %s: it ran before you looked; what it did "
			"then is not measured\n",
			args->domain);
	return EXIT_COMPLIANT;
}
