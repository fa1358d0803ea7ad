// SPDX-License-Identifier: GPL-2.0-only
// attrs_snp.c - for files_kunit.c, which reads its files
#include "../attrs_snp.c"
