// SPDX-License-Identifier: GPL-2.0-only
// attrs_asid.c - for files_kunit.c, which reads its files
#include "../attrs_asid.c"
