/* post.c - pbis post: acts of the year from a file, each row with its result (docs/formats/posting.md). */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "exchange/posting_file.h"

enum { FILE_MAX_BYTES = 256 << 20 };

static int cmd_post(struct app *app, const struct args *p, struct err *e)
{
    const char *approver = args_get(p, "approved-by");
    struct posting_file f;
    struct str text;
    struct sbuf b;

    if (!file_read(app->a, args_word(p, 0), FILE_MAX_BYTES, &text, e) || !posting_file_read(app->a, text, &f, e)) {
        return exit_of(e);
    }
    f.approved_by = str_from(approver);
    f.atomic = args_has(p, "atomic");
    if (!posting_file_post(app->store, &app->who, app->now_ms, &f, e)) {
        return exit_of(e);
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    posting_file_put(&b, &f, app->lang);
    out(sbuf_str(&b));
    if (f.refused == 0) {
        return EXIT_DONE;
    }
    FAIL(e, ERR_ROWS_REFUSED);
    err_arg(e, "refused", V(f.refused));
    err_arg(e, "read", V((int64_t)f.n));
    return exit_of(e);
}

static const struct option post_options[] = {{"atomic", NULL, false}, {"approved-by", "USER", false}};

static const struct command commands[] = {
    {.name = "post",
     .usage = "FILE.csv",
     .words_min = 1,
     .words_max = 1,
     .options = post_options,
     .noptions = ARRAY_LEN(post_options),
     .store = STORE_READY,
     .run = cmd_post,
     COMMAND("บันทึกรายการบริหารงบประมาณจากแฟ้ม: key,date,type,line,amount,to_line,ref,authority,note",
             "Post acts of the year from a file: key,date,type,line,amount,to_line,ref,authority,note")},
};
const struct command_group cli_post_commands = {commands, ARRAY_LEN(commands)};
