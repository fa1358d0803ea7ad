/* SPDX-License-Identifier: GPL-2.0-or-later */
/* args.c - what a QEMU command line asks for, and what the real one gets */
#include "args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "opts.h"
#include "policy/cleanup.h"
#include "policy/text.h"

/* Small, because a rig's memory is; the default is 1 GiB. */
#define TCG "tcg,tb-size=64"

static int emit(struct qemu_args *args, char *text, struct err *err)
{
	if (!text)
		return err_set(err, "out of memory");
	args->out[args->n_out++] = text; /* sized for every argument */
	return 0;
}

static int emit_pair(struct qemu_args *args, const char *option, char *value,
		     struct err *err)
{
	if (emit(args, strdup(option), err) < 0) {
		free(value);
		return -1;
	}
	return emit(args, value, err);
}

static void set(char **field, char *value)
{
	free(*field);
	*field = value;
}

static bool option_is(const char *opts, const char *key, const char *wanted)
{
	_cleanup_free_ char *value = opt_get(opts, key);

	return value && !strcmp(value, wanted);
}

static bool asks_kvm(const char *accel)
{
	return accel && !strncmp(accel, "kvm", 3);
}

static int take_accel(struct qemu_args *args, const char *value,
		      struct err *err)
{
	/* the first one that works is used, so the first one counts */
	if (!args->accel) {
		args->accel = strdup(value);
		args->kvm = asks_kvm(value);
	}
	return emit_pair(args, "-accel", strdup(TCG), err);
}

static int take_machine(struct qemu_args *args, const char *value,
			struct err *err)
{
	static const char *const always[] = { "accel", "kernel_irqchip",
					      "kernel-irqchip", NULL };
	_cleanup_free_ char *accel = opt_get(value, "accel");
	_cleanup_free_ char *rest = opt_without(value, always);
	char *machine = NULL;

	if (!rest)
		return err_set(err, "out of memory");
	if (accel)
		args->kvm = asks_kvm(accel);
	args->smm |= option_is(value, "smm", "on");
	if (!args->pflash)
		args->pflash = opt_get(value, "pflash0");
	if (asprintf(&machine, "%s%s", rest, accel ? ",accel=tcg" : "") < 0)
		return err_set(err, "out of memory");
	return emit_pair(args, "-machine", machine, err);
}

static int take_cpu(struct qemu_args *args, const char *value, struct err *err)
{
	static const char *const kvm_only[] = { "migratable", "host-phys-bits",
						NULL };
	_cleanup_free_ char *rest = opt_without(value, kvm_only);
	char *cpu = NULL;

	set(&args->cpu, strdup(value));
	if (!rest)
		return err_set(err, "out of memory");
	if (strncmp(rest, "host", 4) || (rest[4] && rest[4] != ','))
		return emit_pair(args, "-cpu", strdup(value), err);
	if (asprintf(&cpu, "max%s", rest + 4) < 0)
		return err_set(err, "out of memory");
	return emit_pair(args, "-cpu", cpu, err);
}

static int take_smp(struct qemu_args *args, const char *value, struct err *err)
{
	_cleanup_free_ char *named = opt_get(value, "cpus");
	_cleanup_free_ char *first = opt_first(value);
	uint64_t n;

	if (text_to_u64(named ? named : first, 10, UINT16_MAX, &n))
		args->n_cpus = (unsigned int)n;
	return emit_pair(args, "-smp", strdup(value), err);
}

static int take_chardev(struct qemu_args *args, const char *value,
			struct err *err)
{
	_cleanup_free_ char *fd = opt_get(value, "fd");
	uint64_t number;

	if (option_is(value, "id", "charmonitor") &&
	    text_to_u64(fd, 10, UINT16_MAX, &number)) {
		args->monitor_fd = (int)number;
		args->monitor_at = args->n_out + 1;
	}
	return emit_pair(args, "-chardev", strdup(value), err);
}

/* Only a capability probe has this one: libvirt's domains use -chardev. */
static int take_qmp(struct qemu_args *args, const char *value, struct err *err)
{
	_cleanup_free_ char *first = opt_first(value);

	if (args->probe_path || !first || strncmp(first, "unix:", 5))
		return emit_pair(args, "-qmp", strdup(value), err);
	args->probe_path = strdup(first + 5);
	if (emit_pair(args, "-chardev", strdup(""), err) < 0)
		return -1;
	args->monitor_at = args->n_out - 1;
	return emit_pair(args, "-mon", strdup("chardev=sev0,mode=control"),
			 err);
}

static int take_overcommit(struct qemu_args *args, const char *value,
			   struct err *err)
{
	static const char *const lock[] = { "mem-lock", NULL };
	char *rest = opt_without(value, lock);

	if (!rest || *rest)
		return emit_pair(args, "-overcommit", rest, err);
	free(rest);
	return emit_pair(args, "-overcommit", strdup("mem-lock=off"), err);
}

static int take_name(struct qemu_args *args, const char *value, struct err *err)
{
	char *named = opt_get(value, "guest");

	set(&args->name, named ? named : opt_first(value));
	return emit_pair(args, "-name", strdup(value), err);
}

static int take_msg(struct qemu_args *args, const char *value, struct err *err)
{
	args->timestamp = option_is(value, "timestamp", "on");
	return emit_pair(args, "-msg", strdup(value), err);
}

static int take_object(struct qemu_args *args, const char *value,
		       struct err *err)
{
	if (object_parse_sev(value, &args->sev, err) < 0)
		return -1;
	return emit_pair(args, "-object", strdup(value), err);
}

static int take_blockdev(struct qemu_args *args, const char *value,
			 struct err *err)
{
	if (object_parse_node(value, &args->nodes[args->n_nodes]))
		args->n_nodes++;
	return emit_pair(args, "-blockdev", strdup(value), err);
}

/* An option that is only remembered. */
static int take_text(struct qemu_args *args, const char *name, size_t field,
		     const char *value, struct err *err)
{
	set((char **)((char *)args + field), strdup(value));
	return emit_pair(args, name, strdup(value), err);
}

static const struct option {
	const char *name;
	int (*take)(struct qemu_args *args, const char *value, struct err *err);
	size_t field; /* of struct qemu_args, when there is no function */
} options[] = {
	{ "-accel", take_accel, 0 },
	{ "-append", NULL, offsetof(struct qemu_args, append) },
	{ "-bios", NULL, offsetof(struct qemu_args, bios) },
	{ "-blockdev", take_blockdev, 0 },
	{ "-chardev", take_chardev, 0 },
	{ "-cpu", take_cpu, 0 },
	{ "-initrd", NULL, offsetof(struct qemu_args, initrd) },
	{ "-kernel", NULL, offsetof(struct qemu_args, kernel) },
	{ "-machine", take_machine, 0 },
	{ "-msg", take_msg, 0 },
	{ "-name", take_name, 0 },
	{ "-object", take_object, 0 },
	{ "-overcommit", take_overcommit, 0 },
	{ "-qmp", take_qmp, 0 },
	{ "-smp", take_smp, 0 },
};

static const struct option *find_option(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (!strcmp(options[i].name, name))
			return &options[i];
	return NULL;
}

/* An option with its value, or one argument that means nothing to us. */
static int take_next(int argc, char *const *argv, int *at,
		     struct qemu_args *args, struct err *err)
{
	const struct option *option = find_option(argv[*at]);
	const char *name = argv[(*at)++];

	if (!option || *at >= argc)
		return emit(args, strdup(name), err);
	if (option->take)
		return option->take(args, argv[(*at)++], err);
	return take_text(args, name, option->field, argv[(*at)++], err);
}

static bool is_sev_pair(const struct qemu_args *args, size_t at)
{
	struct sev_args sev = { 0 };
	struct err err;
	bool is;

	if (strcmp(args->out[at], "-object") || at + 1 >= args->n_out)
		return false;
	is = object_parse_sev(args->out[at + 1], &sev, &err) == 0 && sev.id;
	object_clear_sev(&sev);
	return is;
}

static void drop_machine_option(char **machine)
{
	static const char *const cgs[] = { "confidential-guest-support",
					   "memory-encryption", NULL };

	set(machine, opt_without(*machine, cgs));
}

/* The real QEMU has no SEV to offer: take it out of its command line. */
static void drop_sev(struct qemu_args *args)
{
	size_t from, to = 0;

	for (from = 0; from < args->n_out; from++) {
		if (is_sev_pair(args, from)) {
			free(args->out[from++]);
			free(args->out[from]);
			continue;
		}
		if (to && !strcmp(args->out[to - 1], "-machine"))
			drop_machine_option(&args->out[from]);
		if (args->monitor_at == from)
			args->monitor_at = to;
		args->out[to++] = args->out[from];
	}
	args->out[to] = NULL;
	args->n_out = to;
}

int args_parse(int argc, char *const *argv, struct qemu_args *args,
	       struct err *err)
{
	int at = 0;

	memset(args, 0, sizeof(*args));
	args->monitor_fd = -1;
	args->n_cpus = 1;
	/* a probe's -qmp becomes two options */
	args->out = calloc((size_t)argc + 3, sizeof(*args->out));
	args->nodes = calloc((size_t)argc, sizeof(*args->nodes));
	if (!args->out || !args->nodes)
		return err_set(err, "out of memory");
	while (at < argc)
		if (take_next(argc, argv, &at, args, err) < 0)
			return -1;
	if (args->kvm)
		drop_sev(args);
	return 0;
}

int args_set_monitor(struct qemu_args *args, int fd)
{
	static const char *const old_fd[] = { "fd", NULL };
	_cleanup_free_ char *rest =
		opt_without(args->out[args->monitor_at], old_fd);
	const char *begin = "socket,id=sev0,server=on,wait=off";
	char *chardev = NULL;

	if (!rest)
		return -1;
	if (!args->probe_path)
		begin = rest;
	if (asprintf(&chardev, "%s,fd=%d", begin, fd) < 0)
		return -1;
	set(&args->out[args->monitor_at], chardev);
	return 0;
}

static const struct block_node *find_node(const struct qemu_args *args,
					  const char *name)
{
	size_t i;

	for (i = 0; name && i < args->n_nodes; i++)
		if (args->nodes[i].name && !strcmp(args->nodes[i].name, name))
			return &args->nodes[i];
	return NULL;
}

const char *args_pflash_file(const struct qemu_args *args)
{
	const struct block_node *node = find_node(args, args->pflash);

	if (node && !node->file && node->driver && !strcmp(node->driver, "raw"))
		node = find_node(args, node->child);
	return node ? node->file : NULL;
}

void args_clear(struct qemu_args *args)
{
	char *const fields[] = { args->name,   args->accel,  args->cpu,
				 args->pflash, args->bios,   args->kernel,
				 args->initrd, args->append, args->probe_path };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		free(fields[i]);
	for (i = 0; i < args->n_out; i++)
		free(args->out[i]);
	for (i = 0; i < args->n_nodes; i++)
		object_clear_node(&args->nodes[i]);
	free(args->nodes);
	free(args->out);
	object_clear_sev(&args->sev);
	memset(args, 0, sizeof(*args));
}
