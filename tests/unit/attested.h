/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attested.h - a guest that was launched as it should be, and is looked at */
#ifndef TESTS_ATTESTED_H
#define TESTS_ATTESTED_H

#include "fake_virt.h"
#include "guest.h"
#include "hook/client/attest_domain.h"
#include "hook/record.h"
#include "launches.h"
#include "run_dir.h"
#include "text.h"

#define OF_GUEST "domains/" GUEST_UUID "/"
#define OK	 OF_GUEST RECORD_ATTESTED
#define MISMATCH OF_GUEST RECORD_MISMATCH
#define KEYS	 "launch/" GUEST_UUID
#define IMAGE	 "fw/OVMF.fd"

#define LIVE(launch)                                                    \
	"<domain type='kvm' id='7'><name>guest</name><uuid>" GUEST_UUID \
	"</uuid><memory>1024</memory><os><type>hvm</type>"              \
	"<loader>/" IMAGE "</loader></os><vcpu>2</vcpu>" launch "</domain>"
#define LAUNCH(in)                                              \
	"<launchSecurity type='sev'><policy>0x0033</policy>" in \
	"</launchSecurity>"

#define BEFORE "<attest when='before-boot'/>"
#define AFTER  "<attest when='after-start'/>"
#define SECRET                                          \
	"<attest when='before-boot'>"                   \
	"<secret guid='luks-key' file='/keys/%u.key'/>" \
	"</attest>"

static const struct where here;
static char measured[TEXT_BASE64_SIZE(MEASUREMENT_SIZE) + 1];

static inline struct judge judge_for(const char *profile)
{
	return (struct judge){ .where = &here,
			       .rootfd = unit_dirfd,
			       .policy = guest_policy(profile),
			       .virt = &fake.virt };
}

static inline void set_measurement(uint8_t build)
{
	_cleanup_(launch_freep) struct launch *launch = NULL;
	struct claim claim;
	struct measurement m;
	struct image im;

	launches_image(&im, 0);
	image_add(&im, image_secret, 8, 0x80c000, 0xc00);
	unit_write(IMAGE, im.bytes, IMAGE_SIZE);
	launch = launches_open(&im, NULL, NULL, NULL);
	claim = launches_claim(launch, false);
	claim.shape.kernel_hashes = false;
	claim.reported.build = build;
	m = launches_measure(&claim);
	text_base64_encode((const uint8_t *)&m, sizeof(m), measured);
}

static inline void start(enum virt_state state)
{
	fake_reset();
	fake.state = state;
	fake.live = LIVE(LAUNCH(""));
	set_measurement(24);
	fake.launch = (struct virt_launch){ measured, 1, 55, 24, 0x33 };
	unit_write_text(place(OF_GUEST RECORD_ALLOWED),
			"<decision launch='7'/>");
	unit_write(place(KEYS "/tik"), launches_tik, TIK_SIZE);
	unit_write(place(KEYS "/tek"), launches_tek, TEK_SIZE);
}

static inline int look(struct judge *j, struct attested_domain *done,
		       struct err *err)
{
	int result;

	err->text[0] = '\0';
	result = attest_domain(j, GUEST_UUID, NULL, done, err);
	attested_domain_clear(done);
	return result;
}

static inline void looked(struct judge *j, struct attested_domain *done)
{
	struct err err;

	if (look(j, done, &err) < 0)
		fail_msg("%s", err.text);
}

/* "ok", "ok, pending" or "" */
static inline void assert_record(const char *file, const char *want)
{
	_cleanup_(xml_freep) struct xml *xml =
		record_load(unit_dirfd, GUEST_UUID, file);
	char text[60] = "";

	if (xml)
		snprintf(text, sizeof(text), "%s%s",
			 attested_name(attestation_result(xml)),
			 xml_attr(xml->root, "pending") ? ", pending" : "");
	assert_string_equal(text, want);
	if (xml && xml_attr(xml->root, "id"))
		assert_string_equal(xml_attr(xml->root, "id"), "7");
}

#endif
