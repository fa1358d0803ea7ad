/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answer.c - the QMP commands that the stand-in answers itself */
#include "answer.h"

#include <openssl/crypto.h>
#include <string.h>

#include "complain.h"
#include "launch.h"
#include "memory.h"
#include "misbehave.h"
#include "ovmf.h"
#include "tests/psp/base64.h"

/* What a command errors with: all of SEV's are of this class. */
static json_t *error(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

static json_t *error(const char *fmt, ...)
{
	char text[ERR_TEXT_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return json_pack("{s:{s:s, s:s}}", "error", "class", "GenericError",
			 "desc", text);
}

static json_t *base64(const void *data, size_t len)
{
	_cleanup_free_ char *text = psp_base64_encode(data, len);

	return json_string(text);
}

static json_t *capabilities(const struct sev_host *host,
			    const struct psp_cert *pdh,
			    const struct psp_chain *chain, const uint8_t *id)
{
	return json_pack("{s:{s:o, s:o, s:o, s:i, s:i}}", "return", "pdh",
			 base64(pdh, sizeof(*pdh)), "cert-chain",
			 base64(chain, sizeof(*chain)), "cpu0-id",
			 base64(id, PSP_ID_SIZE), "cbitpos",
			 (int)host->faults.cbitpos, "reduced-phys-bits", 1);
}

static json_t *query_capabilities(struct sev_host *host,
				  const json_t *arguments)
{
	uint8_t id[PSP_ID_SIZE];
	struct psp_cert pdh;
	struct psp_chain chain;
	enum psp_status status;
	struct err err;

	(void)arguments;
	if (!host->args->kvm)
		return NULL; /* QEMU's own refusal is the right one */
	if (!host_kvm_has(host, "sev"))
		return error("SEV is not enabled in KVM");
	if (host_open_psp(host, &err) < 0)
		return error("SEV: Failed to open %s: %s", host->config.device,
			     err.text);
	if (host->psp.state == PSP_UNINIT)
		psp_init(&host->psp, !host->faults.no_es);
	status = psp_pdh_export(&host->psp, &pdh, &chain);
	if (status != PSP_SUCCESS)
		return error("SEV: Failed to export PDH cert ret=-1 fw_err=%d "
			     "(%s)",
			     status, complain_fw_error(status));
	status = psp_get_id(&host->psp, id);
	if (status != PSP_SUCCESS)
		return error("SEV: Failed to get ID ret=-1 fw_err=%d (%s)",
			     status, complain_fw_error(status));
	return capabilities(host, &pdh, &chain, id);
}

static json_t *query_kvm(struct sev_host *host, const json_t *arguments)
{
	(void)arguments;
	return json_pack("{s:{s:b, s:b}}", "return", "enabled", host->args->kvm,
			 "present", 1);
}

/* Since QEMU 10.2; libvirt asks this instead of query-kvm when it is there. */
static json_t *query_accelerators(struct sev_host *host,
				  const json_t *arguments)
{
	(void)arguments;
	return json_pack("{s:{s:s, s:[s, s]}}", "return", "enabled",
			 host->args->kvm ? "kvm" : "tcg", "present", "kvm",
			 "tcg");
}

static json_t *query_sev(struct sev_host *host, const json_t *arguments)
{
	static const char *const states[] = {
		[SEV_UNINIT] = "uninit",
		[SEV_LAUNCH_UPDATE] = "launch-update",
		[SEV_LAUNCH_SECRET] = "launch-secret",
		[SEV_RUNNING] = "running",
	};
	const struct sev_args *sev = &host->args->sev;
	json_t *info;

	(void)arguments;
	if (host->state == SEV_UNINIT)
		return NULL;
	info = json_pack("{s:b, s:i, s:i, s:i, s:s}", "enabled", 1, "api-major",
			 host->psp.api_major, "api-minor", host->psp.api_minor,
			 "build-id", host->psp.build, "state",
			 states[host->state]);
	if (host_version(host) >= QEMU_9_1)
		json_object_set_new(info, "sev-type",
				    json_string(sev->snp ? "sev-snp" : "sev"));
	if (sev->snp) {
		json_object_set_new(info, "snp-policy",
				    json_integer((json_int_t)sev->policy));
	} else {
		json_object_set_new(info, "policy",
				    json_integer((json_int_t)sev->policy));
		json_object_set_new(info, "handle",
				    json_integer(host->guest.handle));
	}
	return json_pack("{s:o}", "return", info);
}

static json_t *query_measure(struct sev_host *host, const json_t *arguments)
{
	(void)arguments;
	if (host->state == SEV_UNINIT)
		return NULL;
	/* also what QEMU says of every SNP guest */
	if (host->args->sev.snp || host->state < SEV_LAUNCH_SECRET)
		return error("SEV launch measurement is not available");
	return json_pack("{s:{s:o}}", "return", "data",
			 base64(&host->measurement, sizeof(host->measurement)));
}

static json_t *launch_secret(struct sev_host *host, struct psp_span header,
			     struct psp_span payload, uint64_t gpa)
{
	uint8_t *memory = calloc(1, payload.len);
	enum psp_status status = PSP_HWERROR_PLATFORM;

	if (memory)
		status = psp_launch_secret(&host->guest, header, payload,
					   memory);
	host_trace(host, "LAUNCH_SECRET bytes=%zu gpa=0x%llx status=%d",
		   payload.len, (unsigned long long)gpa, status);
	if (status == PSP_SUCCESS)
		memory_put_secret(host, gpa, memory, payload.len);
	if (memory)
		OPENSSL_cleanse(memory, payload.len);
	free(memory);
	if (status == PSP_SUCCESS)
		return json_pack("{s:{}}", "return");
	return error("SEV: failed to inject secret ret=-5 fw_error=%d '%s'",
		     status, complain_fw_error(status));
}

static bool secret_address(const struct sev_host *host, const json_t *arguments,
			   uint64_t *ret_gpa)
{
	json_t *gpa = json_object_get(arguments, "gpa");
	struct ovmf_area area;

	if (json_is_integer(gpa)) {
		*ret_gpa = (uint64_t)json_integer_value(gpa);
		return true;
	}
	/* a base of 0 is taken as it is: target/i386/sev.c */
	if (!ovmf_secret_area(host->firmware, host->firmware_len, &area))
		return false;
	*ret_gpa = area.base;
	return true;
}

static json_t *inject_secret(struct sev_host *host, const json_t *arguments)
{
	const char *header64 =
		json_string_value(json_object_get(arguments, "packet-header"));
	const char *payload64 =
		json_string_value(json_object_get(arguments, "secret"));
	_cleanup_free_ uint8_t *header = NULL;
	_cleanup_free_ uint8_t *payload = NULL;
	size_t header_len = 0, payload_len = 0;
	uint64_t gpa;

	if (host->state == SEV_UNINIT || !header64 || !payload64)
		return NULL;
	if (!secret_address(host, arguments, &gpa))
		return error("SEV: no secret area found in OVMF, gpa must be "
			     "specified.");
	if (host->state != SEV_LAUNCH_SECRET)
		return error("SEV: Not in correct state. (LSECRET) %x",
			     (unsigned int)(host->state == SEV_RUNNING
						    ? PSP_GUEST_RUNNING
						    : PSP_GUEST_LUPDATE));
	header = psp_base64_decode(header64, &header_len);
	if (!header || !header_len)
		return error("SEV: Failed to decode sequence header");
	payload = psp_base64_decode(payload64, &payload_len);
	if (!payload || !payload_len)
		return error("SEV: Failed to decode data");
	return launch_secret(host, (struct psp_span){ header, header_len },
			     (struct psp_span){ payload, payload_len }, gpa);
}

static json_t *query_report(struct sev_host *host, const json_t *arguments)
{
	const char *mnonce64 =
		json_string_value(json_object_get(arguments, "mnonce"));
	_cleanup_free_ uint8_t *mnonce = NULL;
	struct psp_report report;
	enum psp_status status;
	size_t len = 0;

	if (host->state == SEV_UNINIT || host->args->sev.snp || !mnonce64)
		return NULL;
	mnonce = psp_base64_decode(mnonce64, &len);
	if (!mnonce || !len)
		return error("SEV: failed to decode mnonce input");
	if (len != PSP_NONCE_SIZE)
		return error("SEV: mnonce must be %d bytes (got %zu)",
			     PSP_NONCE_SIZE, len);
	status = psp_attestation(&host->guest, mnonce, &report);
	host_trace(host, "ATTESTATION status=%d", status);
	if (status != PSP_SUCCESS)
		return error("SEV: Failed to get attestation report ret=-5 "
			     "fw_err=%d (%s)",
			     status, complain_fw_error(status));
	return json_pack("{s:{s:o}}", "return", "data",
			 base64(&report, sizeof(report)));
}

/* Memory is encrypted with a key that stays in this chip. */
static bool migration_blocked(const struct sev_host *host)
{
	return host->state == SEV_RUNNING && !host->faults.allow_migration;
}

#define BLOCKED "SEV: Migration is not implemented"

static json_t *migrate(struct sev_host *host, const json_t *arguments)
{
	(void)arguments;
	return migration_blocked(host) ? error(BLOCKED) : NULL;
}

static const struct command {
	const char *name;
	json_t *(*answer)(struct sev_host *host, const json_t *arguments);
} commands[] = {
	{ "migrate", migrate },
	{ "query-accelerators", query_accelerators },
	{ "query-kvm", query_kvm },
	{ "query-sev", query_sev },
	{ "query-sev-attestation-report", query_report },
	{ "query-sev-capabilities", query_capabilities },
	{ "query-sev-launch-measure", query_measure },
	{ "sev-inject-launch-secret", inject_secret },
};

static json_t *answer(struct sev_host *host, const char *command,
		      const json_t *arguments)
{
	json_t *reply = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, command))
			reply = commands[i].answer(host, arguments);
	if (reply)
		misbehave_answer(host, command, reply);
	return reply;
}

json_t *answer_command(struct sev_host *host, const char *command,
		       const json_t *arguments, bool *ret_dead)
{
	const char *failure;

	host_update_faults(host);
	misbehave_delay(host, command);
	failure = misbehave_error(host, command);
	if (failure)
		return error("%s", failure);
	if (!strcmp(command, "cont") && host->state != SEV_UNINIT &&
	    host->state != SEV_RUNNING && launch_finish(host) < 0)
		*ret_dead = true;
	return answer(host, command, arguments);
}

bool answer_amend(const struct sev_host *host, const char *command,
		  json_t *arguments)
{
	json_t *model = json_object_get(arguments, "model");
	const char *name = json_string_value(json_object_get(model, "name"));

	if (!host->args->kvm || !name || strcmp(name, "host") ||
	    strcmp(command, "query-cpu-model-expansion"))
		return false;
	json_object_set_new(model, "name", json_string("max"));
	return true;
}

bool answer_blocked(const struct sev_host *host, json_t *reply)
{
	json_t *info = json_object_get(reply, "return");

	if (!migration_blocked(host) || !json_is_object(info))
		return false;
	json_object_set_new(info, "blocked-reasons", json_pack("[s]", BLOCKED));
	return true;
}
