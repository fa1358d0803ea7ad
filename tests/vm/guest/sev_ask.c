/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_ask.c - ask /dev/sev, one "NAME VALUE" a line */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sev.h"

#define CERT_SIZE  2084
#define CHAIN_SIZE 6252

static int status(int fd, char **args)
{
	struct sev_user_data_status out = { 0 };

	(void)args;
	if (sev_ask(fd, SEV_PLATFORM_STATUS, &out) < 0)
		return sev_failed("PLATFORM_STATUS");
	printf("api %u.%u\nbuild %u\nstate %u\nflags %#x\nguests %u\n",
	       out.api_major, out.api_minor, out.build, out.state, out.flags,
	       out.guest_count);
	return 0;
}

static int snp_status(int fd, char **args)
{
	struct sev_ask_snp_status out = { 0 };

	(void)args;
	if (sev_ask(fd, SEV_ASK_SNP_PLATFORM_STATUS, &out) < 0)
		return sev_failed("SNP_PLATFORM_STATUS");
	printf("api %u.%u\nbuild %u\nstate %u\nrmp %u\nfeatures %#x\n"
	       "guests %u\ntcb %#llx\nreported_tcb %#llx\n",
	       out.api_major, out.api_minor, out.build, out.state,
	       out.is_rmp & 1, out.features, out.guest_count,
	       (unsigned long long)out.current_tcb,
	       (unsigned long long)out.reported_tcb);
	return 0;
}

static int snp_config(int fd, char **args)
{
	struct sev_ask_snp_config in = {
		.reported_tcb = strtoull(args[0], NULL, 16),
		.mask_chip = (uint32_t)strtoul(args[1], NULL, 10),
	};

	if (sev_ask(fd, SEV_ASK_SNP_SET_CONFIG, &in) < 0)
		return sev_failed("SNP_CONFIG");
	return 0;
}

static int id(int fd, char **args)
{
	uint8_t bytes[64];
	struct sev_user_data_get_id2 out = {
		.address = (uintptr_t)bytes,
		.length = sizeof(bytes),
	};
	size_t i;

	(void)args;
	if (sev_ask(fd, SEV_GET_ID2, &out) < 0)
		return sev_failed("GET_ID");
	printf("length %u\nid ", out.length);
	for (i = 0; i < sizeof(bytes); i++)
		printf("%02x", bytes[i]);
	putchar('\n');
	return 0;
}

static int id_length(int fd, char **args)
{
	struct sev_user_data_get_id2 out = { 0 };

	(void)args;
	if (sev_ask(fd, SEV_GET_ID2, &out) == 0)
		return 2;
	printf("length %u\n", out.length);
	return sev_failed("GET_ID");
}

static int export(int fd, char **args)
{
	uint8_t all[CERT_SIZE + CHAIN_SIZE];
	struct sev_user_data_pdh_cert_export out = {
		.pdh_cert_address = (uintptr_t)all,
		.pdh_cert_len = CERT_SIZE,
		.cert_chain_address = (uintptr_t)(all + CERT_SIZE),
		.cert_chain_len = CHAIN_SIZE,
	};

	if (sev_ask(fd, SEV_PDH_CERT_EXPORT, &out) < 0)
		return sev_failed("PDH_CERT_EXPORT");
	sev_write_file(args[0], all, sizeof(all));
	return 0;
}

static int csr(int fd, char **args)
{
	uint8_t cert[CERT_SIZE];
	struct sev_user_data_pek_csr out = {
		.address = (uintptr_t)cert,
		.length = sizeof(cert),
	};

	if (sev_ask(fd, SEV_PEK_CSR, &out) < 0)
		return sev_failed("PEK_CSR");
	sev_write_file(args[0], cert, sizeof(cert));
	return 0;
}

static int import(int fd, char **args)
{
	uint8_t pek[CERT_SIZE + 1], oca[CERT_SIZE + 1];
	struct sev_user_data_pek_cert_import in = {
		.pek_cert_address = (uintptr_t)pek,
		.oca_cert_address = (uintptr_t)oca,
	};

	in.pek_cert_len = (uint32_t)sev_read_file(args[0], pek, CERT_SIZE);
	in.oca_cert_len = (uint32_t)sev_read_file(args[1], oca, CERT_SIZE);
	if (sev_ask(fd, SEV_PEK_CERT_IMPORT, &in) < 0)
		return sev_failed("PEK_CERT_IMPORT");
	return 0;
}

static int pek_gen(int fd, char **args)
{
	(void)args;
	return sev_ask(fd, SEV_PEK_GEN, NULL) < 0 ? sev_failed("PEK_GEN") : 0;
}

static int pdh_gen(int fd, char **args)
{
	(void)args;
	return sev_ask(fd, SEV_PDH_GEN, NULL) < 0 ? sev_failed("PDH_GEN") : 0;
}

static int reset(int fd, char **args)
{
	(void)args;
	return sev_ask(fd, SEV_FACTORY_RESET, NULL) < 0
		       ? sev_failed("PLATFORM_RESET")
		       : 0;
}

static const struct {
	const char *name, *args;
	int n_args;
	int (*run)(int fd, char **args);
} commands[] = {
	{ "status", "", 0, status },
	{ "snp-status", "", 0, snp_status },
	{ "snp-config", " TCB MASK", 2, snp_config },
	{ "id", "", 0, id },
	{ "id-length", "", 0, id_length },
	{ "export", " FILE", 1, export },
	{ "csr", " FILE", 1, csr },
	{ "import", " PEK OCA", 2, import },
	{ "pek-gen", "", 0, pek_gen },
	{ "pdh-gen", "", 0, pdh_gen },
	{ "reset", "", 0, reset },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc == 2 + commands[i].n_args &&
		    !strcmp(argv[1], commands[i].name))
			return commands[i].run(sev_open(), argv + 2);
	fprintf(stderr, "usage:");
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(stderr, "\tsev-ask %s%s\n", commands[i].name,
			commands[i].args);
	return 2;
}
