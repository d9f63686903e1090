/* issue_kinds.c - the kinds of documents and their data. */
#include "base/arena.h"
#include "base/err.h"
#include "document/acceleration_paper.h"
#include "document/action_plan.h"
#include "document/agreement_paper.h"
#include "document/allocation_paper.h"
#include "document/analyst_report.h"
#include "document/carry_paper.h"
#include "document/executive_report.h"
#include "document/central_report.h"
#include "document/fiscal_statement.h"
#include "document/issue_kind.h"
#include "document/meeting_paper.h"
#include "document/redline_paper.h"
#include "document/request_book.h"
#include "document/request_form.h"
#include "document/service_paper.h"
#include "document/speech_paper.h"
#include "document/statement.h"
#include "document/warrant_paper.h"
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
    [ISSUED_REQUEST] = {.load = load_request, .say = say_request, .sheet = sheet_request},
    [ISSUED_REQUEST_BOOK] = {.load = load_request, .say = say_book, .sheet = sheet_request},
    [ISSUED_ANALYST_REPORT] = {.load = analyst_report_load,
                               .say = analyst_report_say,
                               .sheet = analyst_report_sheet},
    [ISSUED_AGENDA] = {.load = agenda_load, .say = agenda_say, .sheet = meeting_sheet},
    [ISSUED_MINUTES] = {.load = minutes_load, .say = minutes_say, .sheet = meeting_sheet},
    [ISSUED_FISCAL_STATEMENT] = {.load = fiscal_statement_load,
                                 .say = fiscal_statement_say,
                                 .sheet = fiscal_statement_sheet},
    [ISSUED_EXECUTIVE_REPORT] = {.load = executive_paper_load,
                                 .say = executive_paper_say,
                                 .sheet = executive_paper_sheet},
    [ISSUED_SPEECH] = {.load = speech_load, .say = speech_say, .keep = speech_keep},
    [ISSUED_REDLINE] = {.load = redline_load,
                        .say = redline_say,
                        .sheet = redline_sheet,
                        .no_snapshot = true},
    [ISSUED_STATEMENT] = {.load = statement_paper_load,
                          .say = statement_paper_say,
                          .sheet = statement_paper_sheet,
                          .find = statement_paper_find},
    [ISSUED_WARRANT] = {.load = warrant_paper_load, .say = warrant_paper_say, .find = warrant_paper_find},
    [ISSUED_ANSWER] = {.load = answer_paper_load,
                       .say = answer_paper_say,
                       .sheet = answer_paper_sheet,
                       .find = answer_paper_find},
    [ISSUED_ACCELERATION] = {.load = acceleration_paper_load, .say = acceleration_paper_say},
    [ISSUED_OBSERVATIONS] = {.load = observations_paper_load,
                             .say = observations_paper_say,
                             .sheet = observations_paper_sheet},
    [ISSUED_CENTRAL_REPORT] = {.load = central_report_load, .say = central_report_say, .sheet = central_report_sheet},
    [ISSUED_ACTION_PLAN] = {.load = action_plan_paper_load, .say = action_plan_paper_say},
    [ISSUED_AGREEMENT] = {.load = agreement_paper_load, .say = agreement_paper_say, .find = agreement_paper_find},
    [ISSUED_ASSESSMENT] = {.load = assessment_paper_load, .say = assessment_paper_say, .find = agreement_paper_find},
    [ISSUED_SERVICE] = {.load = service_paper_load, .say = service_paper_say, .find = service_paper_find},
    [ISSUED_ALLOCATION] = {.load = allocation_paper_load, .say = allocation_paper_say},
    [ISSUED_CARRY] = {.load = carry_paper_load, .say = carry_paper_say, .sheet = carry_paper_sheet},
};
