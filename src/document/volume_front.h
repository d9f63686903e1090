/* volume_front.h - documents 1 to 6 of the printed order: revenue, expenditure, by programme, fiscal report, summary,
 * central fund. ctx of each is a const struct budget *, loaded once for the whole set; what a book needs beside it
 * (receipts, the fiscal position) it reads itself from the budget's store.
 *
 * Every sum of these books is compared with the budget's own before it is said: ERR_DOCUMENT_SUM {what, printed,
 * expected} names the schedule that does not tie. */
#ifndef PBIS_DOCUMENT_VOLUME_FRONT_H
#define PBIS_DOCUMENT_VOLUME_FRONT_H

#include "base/compiler.h"
#include "document/volume.h"

MUST_CHECK bool volume_revenue_say(struct volume *v, void *ctx, struct err *e); /* ประมาณการรายรับ */
MUST_CHECK bool volume_spending_say(struct volume *v, void *ctx,
                                    struct err *e); /* ประมาณการรายจ่าย */
MUST_CHECK bool volume_programme_say(struct volume *v, void *ctx,
                                     struct err *e); /* ด้าน แผนงาน ผลผลิต งาน โครงการ */
MUST_CHECK bool volume_fiscal_say(struct volume *v, void *ctx, struct err *e); /* รายงานการคลัง */
MUST_CHECK bool volume_summary_say(struct volume *v, void *ctx,
                                   struct err *e); /* งบประมาณโดยสังเขป */
MUST_CHECK bool volume_central_say(struct volume *v, void *ctx, struct err *e); /* งบกลาง */

#endif
