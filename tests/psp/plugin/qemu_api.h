/* SPDX-License-Identifier: GPL-2.0-or-later */
/* qemu_api.h - what the plugin uses of QEMU's plugin interface, version 7 */
#ifndef PSP_PLUGIN_QEMU_API_H
#define PSP_PLUGIN_QEMU_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * QEMU's own header comes with its development package, and wants GLib's.
 * QEMU refuses a plugin of a version that it does not speak, so what is
 * written down here can not silently become wrong.  Source: QEMU 11,
 * docs/devel/tcg-plugins.rst.
 */
#define QEMU_PLUGIN_VERSION 7

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_register;

struct qemu_info {
	const char *target_name;
	struct {
		int min, cur;
	} version;
	bool system_emulation;
	int smp_vcpus, max_vcpus;
};

struct qemu_plugin_reg_descriptor {
	struct qemu_plugin_register *handle;
	const char *name, *feature;
};

/* The callback reads and writes registers, and where execution goes on. */
#define QEMU_PLUGIN_CB_RW_REGS_PC 3

/* GLib: the beginnings of its structures are public. */
typedef struct {
	uint8_t *data;
	unsigned int len;
} GByteArray;

typedef struct {
	char *data;
	unsigned int len;
} GArray;

GByteArray *g_byte_array_new(void);
GByteArray *g_byte_array_append(GByteArray *array, const uint8_t *data,
				unsigned int len);
GByteArray *g_byte_array_set_size(GByteArray *array, unsigned int len);
unsigned int g_array_get_element_size(GArray *array);

typedef void (*qemu_tb_fn)(struct qemu_plugin_tb *tb, void *context);
typedef void (*qemu_vcpu_fn)(unsigned int vcpu, void *context);

void qemu_plugin_register_vcpu_init_cb(qemu_plugin_id_t id, qemu_vcpu_fn fn,
				       void *context);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_tb_fn fn,
					   void *context);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_vcpu_fn fn, int flags,
					    void *context);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(
	const struct qemu_plugin_tb *tb, size_t index);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
			     size_t len);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
GArray *qemu_plugin_get_registers(void);
bool qemu_plugin_read_register(struct qemu_plugin_register *handle,
			       GByteArray *to);
bool qemu_plugin_write_register(struct qemu_plugin_register *handle,
				GByteArray *from);
/* enum qemu_plugin_hwaddr_operation_result: 0 is the only good one */
#define QEMU_PLUGIN_HWADDR_OK 0
int qemu_plugin_read_memory_hwaddr(uint64_t address, GByteArray *to,
				   size_t len);
int qemu_plugin_write_memory_hwaddr(uint64_t address, GByteArray *from);
void qemu_plugin_set_pc(uint64_t address);
void qemu_plugin_outs(const char *text);

#endif
