// SPDX-License-Identifier: GPL-2.0-only
// kvm.c - what kvm_amd was loaded with, and whether it is
#include "kvm.h"

#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/seqlock.h>
#include <linux/string.h>

static DEFINE_SEQLOCK(known_lock);
static struct asid_kvm known;
/* a lookup and an event that it races with come one after the other */
static DEFINE_MUTEX(watch_lock);

static void know(const struct asid_kvm *kvm)
{
	write_seqlock(&known_lock);
	known = *kvm;
	write_sequnlock(&known_lock);
}

void kvm_read(struct asid_kvm *ret)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&known_lock);
		*ret = known;
	} while (read_seqretry(&known_lock, seq));
}

/* Reads one, if it has the type that is known of it */
static void read_param(const struct kernel_param *param, struct asid_kvm *kvm)
{
	const struct {
		const char *name;
		bool *value;
	} flags[] = {
		{ "sev", &kvm->sev },
		{ "sev_es", &kvm->es },
		{ "sev_snp", &kvm->snp },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (param->ops == &param_ops_bool &&
		    !strcmp(param->name, flags[i].name))
			*flags[i].value = *(bool *)param->arg;
	if (param->ops == &param_ops_uint &&
	    !strcmp(param->name, "ciphertext_hiding_asids"))
		kvm->hiding = *(unsigned int *)param->arg;
}

/*
 * kvm_amd writes into its parameters what came of them: they are right once it
 * is live, and stay so. What a kernel has no parameter for it can not do.
 */
static void read_params(const struct kernel_param *params, unsigned int n,
			struct asid_kvm *ret)
{
	unsigned int i;

	*ret = (struct asid_kvm){ .loaded = true };
	for (i = 0; i < n; i++)
		read_param(&params[i], ret);
}

static bool is_kvm_amd(const struct module *mod)
{
	return !strcmp(mod->name, "kvm_amd");
}

static int module_event(struct notifier_block *nb, unsigned long event,
			void *data)
{
	const struct module *mod = data;
	struct asid_kvm kvm = {};

	if (!is_kvm_amd(mod) ||
	    (event != MODULE_STATE_LIVE && event != MODULE_STATE_GOING))
		return NOTIFY_DONE;
	if (event == MODULE_STATE_LIVE)
		read_params(mod->kp, mod->num_kp, &kvm);
	mutex_lock(&watch_lock);
	know(&kvm);
	mutex_unlock(&watch_lock);
	return NOTIFY_OK;
}

static struct notifier_block module_events = { .notifier_call = module_event };

/*
 * A module that is being removed waits until its kobject is let go, so @mod
 * stays. Where kvm_amd is built in there are no parameters to be seen: then it
 * can do what the CPU can.
 */
static void read_loaded(struct module *mod)
{
	struct asid_kvm kvm = {
		.loaded = true, .sev = true, .es = true, .snp = true
	};

	if (mod && mod->state != MODULE_STATE_LIVE)
		return;
	if (mod)
		read_params(mod->kp, mod->num_kp, &kvm);
	know(&kvm);
}

/* Every module's directory in /sys/module is in the set that ours is in. */
static void find_loaded(void)
{
	struct kobject *kobj =
		kset_find_obj(THIS_MODULE->mkobj.kobj.kset, "kvm_amd");

	if (!kobj)
		return;
	mutex_lock(&watch_lock);
	read_loaded(container_of(kobj, struct module_kobject, kobj)->mod);
	mutex_unlock(&watch_lock);
	kobject_put(kobj);
}

int kvm_start(void)
{
	int ret = register_module_notifier(&module_events);

	if (!ret)
		find_loaded();
	return ret;
}

void kvm_stop(void)
{
	unregister_module_notifier(&module_events);
}
