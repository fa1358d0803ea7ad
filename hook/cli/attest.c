/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest.c - sevgate attest: the guest's owner validates a launch */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "cleanup.h"
#include "expect.h"
#include "hook/cli/attest.h"
#include "hook/client/attest_domain.h"
#include "hook/machine.h"
#include "hook/secret_file.h"

/**
 * struct owner - one attestation by a guest's owner
 * @dom:	the live document: what the host says, believed only as far as
 *		the measurement bears it out
 */
struct owner {
	const struct attest_args *args;
	struct virt *virt;
	int rootfd;
	struct domain *dom;
	struct session_keys keys;
	struct secrets secrets;
	struct boot_files files;
	struct launch *launch;
	struct claim claim;
	struct launch_seen seen;
};

static void step(const char *what)
{
	fprintf(stderr, "sevgate: %s\n", what);
}

/* --- what the owner brings ------------------------------------------------ */

static int read_keys(struct owner *w, struct err *err)
{
	if (secret_file_key(AT_FDCWD, w->args->launch.tik, w->keys.tik, err) <
	    0)
		return -1;
	memcpy(w->claim.tik, w->keys.tik, TIK_SIZE);
	if (!w->args->launch.tek)
		return 0;
	w->claim.tek = w->keys.tek;
	return secret_file_key(AT_FDCWD, w->args->launch.tek, w->keys.tek, err);
}

static int read_secrets(struct owner *w, struct err *err)
{
	size_t i;

	for (i = 0; i < w->args->n_secrets; i++)
		if (secrets_add_word(&w->secrets, w->args->secrets[i], err) < 0)
			return -1;
	return 0;
}

/* --- what has to have been launched --------------------------------------- */

static int look(struct owner *w, struct err *err)
{
	_cleanup_free_ char *xml = NULL;

	w->virt = virt_open(w->args->launch.uri, err);
	if (!w->virt ||
	    virt_live_xml(w->virt, w->args->domain, &xml, err) < 0 ||
	    domain_parse(xml, strlen(xml), &w->dom, err) < 0)
		return -1;
	return 0;
}

/*
 * The measurement binds the policy, but somebody has to have wanted it: one
 * that lets the host debug the guest is not taken from the host's word.
 */
static int choose_policy(struct owner *w, struct err *err)
{
	w->claim.policy = w->args->policy;
	if (w->args->has_policy)
		return 0;
	if (!w->dom->policy_ok)
		return err_set(err, "%s has no guest policy; give --policy",
			       w->args->domain);
	if (!(w->dom->policy & SEV_POLICY_NODBG))
		return err_set(err,
			       "policy 0x%04" PRIx64
			       " lets the host debug the guest; if that is "
			       "wanted, give --policy",
			       w->dom->policy);
	w->claim.policy = (uint32_t)w->dom->policy;
	return 0;
}

/* A copy of his own is what an owner can vouch for. */
static int choose_files(struct owner *w, struct err *err)
{
	const struct attest_args *args = w->args;

	if (args->launch.files.firmware) {
		w->files = args->launch.files;
		w->rootfd = AT_FDCWD;
		return 0;
	}
	if (!virt_is_local(w->virt))
		return err_set(err,
			       "the files of another machine are not yours to "
			       "trust; give --firmware, your own copy");
	step("note: taking the files of this machine for yours");
	w->rootfd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return expect_files(w->dom, &w->files, err);
}

static int choose_shape(struct owner *w, struct err *err)
{
	const struct attest_args *args = w->args;
	uint32_t host = args->cpu_signature;

	if (!host && virt_is_local(w->virt))
		host = machine_cpu_signature();
	if (expect_shape(w->dom, host, &w->claim.shape, err) < 0)
		return err_wrap(err, "%s", args->domain);
	w->claim.shape.es = w->claim.policy & SEV_POLICY_ES;
	if (args->cpu_signature)
		w->claim.shape.cpu_signature = args->cpu_signature;
	if (args->vcpus)
		w->claim.shape.vcpus = args->vcpus;
	w->claim.shape.form = args->form;
	if (args->launch.files.firmware)
		w->claim.shape.kernel_hashes =
			args->launch.files.kernel != NULL;
	return 0;
}

static int expect(struct owner *w, struct err *err)
{
	if (choose_policy(w, err) < 0 || choose_files(w, err) < 0 ||
	    choose_shape(w, err) < 0 ||
	    boot_open(w->rootfd, &w->files, &w->launch, err) < 0)
		return -1;
	w->claim.launch = w->launch;
	return 0;
}

/* --- doing it ------------------------------------------------------------- */

static int release(struct owner *w, int state, struct err *err)
{
	const struct firmware *fw = launch_firmware(w->launch);

	if (state != VIRT_FRESH) {
		if (!w->secrets.count)
			return 0;
		return err_set(err,
			       "%s runs already: secrets are given before it "
			       "does; start it paused",
			       w->args->domain);
	}
	if (w->secrets.count) {
		step("giving it its secrets");
		if (launch_give(w->virt, w->args->domain, &w->keys, &w->seen,
				&w->secrets, fw->secret_size, err) < 0)
			return -1;
	}
	if (w->args->no_resume)
		return 0;
	step("letting it run");
	return virt_resume(w->virt, w->args->domain, err);
}

static int attest(struct owner *w, struct attest_answer *out, struct err *err)
{
	int state;

	if (read_keys(w, err) < 0 || read_secrets(w, err) < 0 ||
	    look(w, err) < 0 || expect(w, err) < 0)
		return -1;
	state = virt_state(w->virt, w->args->domain, err);
	if (state < 0)
		return -1;
	out->ran = state == VIRT_RUNNING;
	step("comparing the launch measurement");
	out->verdict =
		launch_compare(w->virt, w->args->domain, &w->claim, w->rootfd,
			       &w->files, &w->seen, &out->why);
	out->policy = w->claim.policy;
	out->vcpus = w->claim.shape.vcpus;
	if (out->verdict < 0) {
		*err = out->why;
		return -1;
	}
	return out->verdict ? release(w, state, err) : 0;
}

static void close_owner(struct owner *w)
{
	explicit_bzero(&w->keys, sizeof(w->keys));
	explicit_bzero(w->claim.tik, sizeof(w->claim.tik));
	secrets_wipe(&w->secrets);
	launch_seen_clear(&w->seen);
	launch_free(w->launch);
	domain_free(w->dom);
	virt_close(w->virt);
	if (w->rootfd >= 0)
		close(w->rootfd);
}

static int run(const struct command *self, int argc, char **argv)
{
	struct attest_answer out = { .verdict = -1 };
	struct owner owner = { .rootfd = -1 };
	struct attest_args args;
	struct err err = { "" };
	int status = attest_parse(self, argc, argv, &args);

	if (status)
		return status;
	owner.args = &args;
	if (attest(&owner, &out, &err) < 0)
		status = failed(&err);
	else
		status = attest_print(&args, &owner.seen, &out);
	close_owner(&owner);
	return status;
}

const struct command attest_command = {
	.name = "attest",
	.args = "--tik FILE [OPTION]... DOMAIN",
	.summary = "validate a guest's launch as its owner, and let it run",
	.help = "      --tik FILE        integrity key of the launch session\n"
		"      --tek FILE        its encryption key, for secrets\n"
		"      --secret GUID:FILE  give it this secret, if all is right\n"
		"      --policy POLICY   guest policy that was agreed on\n"
		"      --firmware FILE   your copy of the firmware image\n"
		"      --kernel FILE     your copy of the kernel\n"
		"      --initrd FILE     your copy of its initrd\n"
		"      --cmdline TEXT    its command line\n"
		"      --vcpus N         vCPUs that were agreed on\n"
		"      --cpu MODEL       their model, for SEV-ES\n"
		"      --vmsa FORM       legacy (default) or init2\n"
		"      --no-resume       leave the guest paused\n"
		"      --json            print JSON\n"
		"  -c, --connect URI     libvirt connection\n",
	.run = run,
};
