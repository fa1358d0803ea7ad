/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.c - sevgate secret: encrypt secrets for one launch */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "attest/measure.h"
#include "cleanup.h"
#include "file.h"
#include "firmware.h"
#include "hook/cli/cli.h"
#include "hook/cli/files.h"
#include "hook/client/secrets.h"
#include "hook/secret_file.h"
#include "text.h"

enum {
	OPT_TIK = 256,
	OPT_TEK,
	OPT_MEASUREMENT,
	OPT_HEADER,
	OPT_PAYLOAD,
	OPT_FIRMWARE,
	OPT_BASE64,
};

struct secret_options {
	const char *tik, *tek, *measurement, *header, *payload, *firmware;
	bool base64;
	/* GUID:FILE */
	char **secrets;
	size_t count;
};

/* --- input ---------------------------------------------------------------- */

static void warn_newline(const struct secret_entry *entry, const char *word)
{
	if (entry->data[entry->len - 1] == '\n')
		fprintf(stderr,
			"sevgate: warning: %s: ends in a newline, which is "
			"part of the secret\n",
			strchr(word, ':') + 1);
}

static int read_secrets(const struct secret_options *o, struct secrets *secrets,
			struct err *err)
{
	size_t i;

	for (i = 0; i < o->count; i++) {
		if (secrets_add_word(secrets, o->secrets[i], err) < 0)
			return -1;
		warn_newline(&secrets->entries[i], o->secrets[i]);
	}
	return 0;
}

static int read_measurement(const char *text, uint8_t blob[MEASUREMENT_SIZE],
			    struct err *err)
{
	size_t len = 0;

	if (!text_base64(text, blob, MEASUREMENT_SIZE, &len))
		return err_set(err, "the measurement is not base64");
	if (len != MEASUREMENT_SIZE)
		return err_set(err,
			       "the measurement has %zu bytes, not %u: 32 of "
			       "it and a nonce of 16",
			       len, MEASUREMENT_SIZE);
	return 0;
}

/* Room for secrets in an image, 0 without one. */
static int read_room(const char *path, size_t *ret_room, struct err *err)
{
	_cleanup_close_ int fd = -1;
	struct firmware fw;
	struct stat st;

	*ret_room = 0;
	if (!path)
		return 0;
	fd = file_open(AT_FDCWD, path, &st, err);
	if (fd < 0)
		return -1;
	if (firmware_inspect(fd, (uint64_t)st.st_size, &fw, err) < 0)
		return err_wrap(err, "%s", path);
	if (!fw.secret_base || !fw.secret_size)
		return err_set(
			err,
			"%s: this firmware takes no secrets; use a newer "
			"OVMF (Debian's does since 2026.08), or one "
			"built for AMD SEV",
			path);
	*ret_room = fw.secret_size;
	return 0;
}

/* --- output --------------------------------------------------------------- */

static int write_packet(const struct secret_options *o,
			const struct secret_packet *packet, struct err *err)
{
	char header[TEXT_BASE64_SIZE(SECRET_HEADER_SIZE) + 1];
	char payload[TEXT_BASE64_SIZE(SECRET_MAX) + 1];
	struct new_file files[] = {
		{ o->header, &packet->header, sizeof(packet->header), 0644 },
		{ o->payload, packet->payload, packet->len, 0644 },
	};

	if (o->base64) {
		text_base64_encode((const uint8_t *)&packet->header,
				   sizeof(packet->header), header);
		text_base64_encode(packet->payload, packet->len, payload);
		files[0].data = header;
		files[0].len = strlen(header);
		files[1].data = payload;
		files[1].len = strlen(payload);
	}
	return files_write(files, ARRAY_SIZE(files), err);
}

static int make(const struct secret_options *o, struct secret_packet *packet,
		struct err *err)
{
	_cleanup_(secrets_wipe) struct secrets secrets = { .count = 0 };
	_cleanup_(session_wipe) struct session_keys keys = { .tik = { 0 } };
	uint8_t blob[MEASUREMENT_SIZE];
	size_t room;

	if (read_measurement(o->measurement, blob, err) < 0 ||
	    secret_file_key(AT_FDCWD, o->tik, keys.tik, err) < 0 ||
	    secret_file_key(AT_FDCWD, o->tek, keys.tek, err) < 0 ||
	    read_room(o->firmware, &room, err) < 0 ||
	    read_secrets(o, &secrets, err) < 0)
		return -1;
	return secret_pack(&keys, blob, secrets.entries, secrets.count, room,
			   packet, err);
}

/* --- command -------------------------------------------------------------- */

static bool take(struct secret_options *o, int option)
{
	switch (option) {
	case OPT_TIK:
		o->tik = optarg;
		return true;
	case OPT_TEK:
		o->tek = optarg;
		return true;
	case OPT_MEASUREMENT:
		o->measurement = optarg;
		return true;
	case OPT_HEADER:
		o->header = optarg;
		return true;
	case OPT_PAYLOAD:
		o->payload = optarg;
		return true;
	case OPT_FIRMWARE:
		o->firmware = optarg;
		return true;
	case OPT_BASE64:
		o->base64 = true;
		return true;
	default:
		return false;
	}
}

static int parse(const struct command *self, int argc, char **argv,
		 struct secret_options *o)
{
	static const struct option options[] = {
		{ "tik", required_argument, NULL, OPT_TIK },
		{ "tek", required_argument, NULL, OPT_TEK },
		{ "measurement", required_argument, NULL, OPT_MEASUREMENT },
		{ "header", required_argument, NULL, OPT_HEADER },
		{ "payload", required_argument, NULL, OPT_PAYLOAD },
		{ "firmware", required_argument, NULL, OPT_FIRMWARE },
		{ "base64", no_argument, NULL, OPT_BASE64 },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h')
			exit(show_help(self));
		if (!take(o, option))
			return usage_error(self, "see --help");
	}
	o->secrets = argv + optind;
	o->count = (size_t)(argc - optind);
	if (!o->tik || !o->tek)
		return usage_error(self, "give --tik and --tek");
	if (!o->measurement)
		return usage_error(self, "give --measurement");
	if (!o->header || !o->payload)
		return usage_error(self, "give --header and --payload");
	if (!o->count)
		return usage_error(self, "name a secret: GUID:FILE");
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct secret_packet packet = { .payload = NULL };
	struct secret_options o = { .tik = NULL };
	struct err err = { "" };
	int status = EXIT_SUCCESS;

	if (parse(self, argc, argv, &o))
		return EXIT_FAILED;
	if (make(&o, &packet, &err) < 0 || write_packet(&o, &packet, &err) < 0)
		status = failed(&err);
	free(packet.payload);
	return status;
}

const struct command secret_command = {
	.name = "secret",
	.args = "--tik FILE --tek FILE --measurement BASE64 --header OUT "
		"--payload OUT [OPTION]... GUID:FILE...",
	.summary = "encrypt secrets for a guest whose launch was measured",
	.help = "      --tik FILE        integrity key of the launch session\n"
		"      --tek FILE        encryption key of the launch session\n"
		"      --measurement BASE64  as libvirt reports it\n"
		"      --header OUT      write the packet's header here\n"
		"      --payload OUT     write the encrypted secrets here\n"
		"      --firmware FILE   is there room in this image\n"
		"      --base64          write base64, as libvirt takes it\n",
	.run = run,
};
