/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sev_support.c - what a libvirtd may say of what it can start */
#include "hook/client/sev_support.h"
#include "unit.h"

#define CAPS(features)                                            \
	"<domainCapabilities><path>/usr/bin/qemu</path>" features \
	"</domainCapabilities>"
#define FEATURES(text) \
	CAPS("<features><gic supported='no'/>" text "</features>")
#define SEV(more)                                    \
	"<sev supported='yes'><cbitpos>51</cbitpos>" \
	"<reducedPhysBits>1</reducedPhysBits>" more "</sev>"
#define SECTYPES(values)                                               \
	"<launchSecurity supported='yes'><enum name='sectype'>" values \
	"</enum></launchSecurity>"

static const struct support_case {
	const char *name, *text;
	int result;
	struct sev_support want;
} support_cases[] = {
	{ "libvirt 9.0 with SEV",
	  FEATURES(SEV("<maxGuests>410</maxGuests>"
		       "<maxESGuests>99</maxESGuests>")),
	  0,
	  { .sev = true, .cbitpos = 51, .guests = 410, .es_guests = 99 } },
	{ "libvirt 9.0 without", FEATURES("<sev supported='no'/>"), 0, { 0 } },
	{ "libvirt 11.3 with SEV-SNP",
	  FEATURES(SEV("") SECTYPES("<value>sev</value>"
				    "<value>sev-snp</value>")),
	  0,
	  { .sev = true, .lists = true, .snp = true, .cbitpos = 51 } },
	{ "libvirt 11.3 without",
	  FEATURES(SEV("") SECTYPES("<value>sev</value>")),
	  0,
	  { .sev = true, .lists = true, .cbitpos = 51 } },
	{ "a machine that has none",
	  FEATURES("<sev supported='no'/><launchSecurity supported='no'/>"),
	  0,
	  { 0 } },
	{ "numbers that are none",
	  FEATURES("<sev supported='yes'><cbitpos>64</cbitpos>"
		   "<maxGuests>-1</maxGuests>"
		   "<maxESGuests>99999999999</maxESGuests></sev>"),
	  0,
	  { .sev = true } },
	{ "no features", CAPS(""), 0, { 0 } },
	{ "another document", "<capabilities/>", -1, { 0 } },
	{ "no document", "<domainCapabilities>", -1, { 0 } },
	{ "nothing", "", -1, { 0 } },
};

static void support(void **state)
{
	const struct support_case *c = *state;
	struct sev_support got = { 0 };
	struct err err = { "" };

	assert_int_equal(sev_support_parse(c->text, strlen(c->text), &got,
					   &err),
			 c->result);
	assert_int_equal(c->result < 0, *err.text != '\0');
	assert_int_equal(got.sev, c->want.sev);
	assert_int_equal(got.lists, c->want.lists);
	assert_int_equal(got.snp, c->want.snp);
	assert_int_equal(got.cbitpos, c->want.cbitpos);
	assert_int_equal(got.guests, c->want.guests);
	assert_int_equal(got.es_guests, c->want.es_guests);
}

int main(void)
{
	UNIT_CASES(support, support_cases);
	return unit_run();
}
