/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure_source.c - the launch that sevgate measure is asked about */
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "expect.h"
#include "hook/cli/measure.h"
#include "hook/client/virt_guest.h"
#include "hook/machine.h"

static int open_explicit(const struct measure_args *args,
			 struct measure_source *s, struct err *err)
{
	s->rootfd = AT_FDCWD;
	s->files = args->launch.files;
	s->shape = args->shape;
	return boot_open(s->rootfd, &s->files, &s->launch, err);
}

/* What runs was started from the live document. */
static int read_document(const struct judge *j, struct subject *subject,
			 struct err *err)
{
	_cleanup_free_ char *xml = NULL;

	if (!subject->is_domain || !virt_is_active(j->virt, subject->name))
		return 0;
	if (virt_live_xml(j->virt, subject->name, &xml, err) < 0)
		return -1;
	subject_clear(subject);
	subject->text = TAKE_PTR(xml);
	subject->len = strlen(subject->text);
	return 0;
}

/* Files of a host elsewhere are not those of this machine. */
static int check_place(const struct judge *j, struct err *err)
{
	if (!j->virt || virt_is_local(j->virt))
		return 0;
	return err_set(err,
		       "%s is another machine: give copies of its files "
		       "with --type and --firmware",
		       j->where->uri ? j->where->uri : "the host");
}

static int open_document(const struct measure_args *args,
			 const struct subject *subject,
			 struct measure_source *s, struct err *err)
{
	uint32_t host = args->given & GIVEN_CPU ? args->shape.cpu_signature
						: machine_cpu_signature();

	if (domain_parse(subject->text, subject->len, &s->dom, err) < 0 ||
	    expect_launch(s->dom, s->rootfd, host, &s->launch, &s->shape, err) <
		    0 ||
	    expect_files(s->dom, &s->files, err) < 0)
		return err_wrap(err, "%s", subject->name);
	s->shape.form = args->shape.form;
	return 0;
}

static int open_domain(const struct measure_args *args,
		       struct measure_source *s, struct err *err)
{
	const struct where where = { .uri = args->launch.uri,
				     .root = args->root };
	_cleanup_(judge_close) struct judge j = { .where = &where,
						  .rootfd = -1 };
	_cleanup_(subject_clear) struct subject subject = { 0 };

	s->rootfd = open(args->root ? args->root : "/",
			 O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->rootfd < 0)
		return err_set(err, "%s: %m", args->root);
	if (subject_read(&j, args->domain, &subject, err) < 0 ||
	    check_place(&j, err) < 0 || read_document(&j, &subject, err) < 0)
		return -1;
	return open_document(args, &subject, s, err);
}

int measure_source_open(const struct measure_args *args,
			struct measure_source *ret, struct err *err)
{
	*ret = (struct measure_source){ .rootfd = -1 };
	return args->domain ? open_domain(args, ret, err)
			    : open_explicit(args, ret, err);
}

void measure_source_close(struct measure_source *source)
{
	launch_free(source->launch);
	domain_free(source->dom);
	if (source->rootfd >= 0)
		close(source->rootfd);
}
