/* issue_kinds.c - the kinds of documents and their data. */
#include "base/arena.h"
#include "base/err.h"
#include "document/analyst_report.h"
#include "document/fiscal_statement.h"
#include "document/issue_kind.h"
#include "document/meeting_paper.h"
#include "document/redline_paper.h"
#include "document/request_book.h"
#include "document/request_form.h"
#include "document/speech_paper.h"
#include "plan/section.h"
#include "sql_document.h"
#include "store/store.h"

/* ---- an agency's request ---- */

static void copy_sha(struct paper_job *j, const uint8_t *sha)
{
    for (size_t i = 0; i < SHA256_BYTES; i++)
        j->sha[i] = sha[i];
}

bool document_request_open(struct db *db, int64_t year, int64_t agency_id, int64_t *ret,
                           struct err *e)
{
    return db_int(db, &Q_FORM_OPEN, ARGS(V(year), V(agency_id)), ret, e);
}

/* Its own people's paper is a draft while anything of the request lies unsent, seen by them or not. */
static bool count_open(struct paper_job *j, struct request_data *d, struct err *e)
{
    if (j->who->user_id != 0 && !actor_belongs(j->who, j->agency.id))
        return true;
    return document_request_open(j->db, j->order->year, j->agency.id, &d->facts.open, e);
}

static bool load_request(struct paper_job *j, struct err *e)
{
    struct request_paper *r = ARENA_NEW(j->a, struct request_paper);
    struct request_data *d = ARENA_NEW(j->a, struct request_data);
    struct str sight;

    if (!sight_of(j->db, j->a, j->who, &sight, e) ||
        !request_data_load(j->db, j->a, j->order->year, &j->agency, sight, d, e) ||
        !count_open(j, d, e))
        return false;
    *r = (struct request_paper){.data = d, .day = j->today};
    j->data = r;
    j->subject_name = d->agency.name_th;
    j->draft = d->facts.open > 0;
    j->demo = d->year.demo;
    j->partial = d->year.partial;
    j->result =
        (struct document_result){.lines = d->facts.lines, .agencies = 1, .total = d->facts.total};
    copy_sha(j, d->sha);
    return true;
}

static const struct request_paper *request_of(const struct paper_job *j)
{
    return j->data;
}

static bool say_request(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;

    return request_form_say(p, request_of(j), e);
}

static bool say_book(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;

    return request_book_say(p, request_of(j), e);
}

static bool sheet_request(const struct paper_job *j, const char *path,
                          const struct paper_info *info, struct err *e)
{
    return request_sheet(request_of(j)->data, path, info, e);
}

const struct paper_kind paper_kinds[ISSUED_KINDS] = {
    [ISSUED_REQUEST] = {load_request, say_request, sheet_request, NULL, false},
    [ISSUED_REQUEST_BOOK] = {load_request, say_book, sheet_request, NULL, false},
    [ISSUED_ANALYST_REPORT] = {analyst_report_load, analyst_report_say, analyst_report_sheet, NULL, false},
    [ISSUED_AGENDA] = {agenda_load, agenda_say, meeting_sheet, NULL, false},
    [ISSUED_MINUTES] = {minutes_load, minutes_say, meeting_sheet, NULL, false},
    [ISSUED_FISCAL_STATEMENT] = {fiscal_statement_load, fiscal_statement_say, fiscal_statement_sheet, NULL, false},
    [ISSUED_SPEECH] = {speech_load, speech_say, NULL, speech_keep, false},
    [ISSUED_REDLINE] = {redline_load, redline_say, redline_sheet, NULL, true},
};
