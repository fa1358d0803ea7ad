// SPDX-License-Identifier: GPL-2.0-only
// attrs_firmware.c - for files_kunit.c, which reads its files
#include "../attrs_firmware.c"
