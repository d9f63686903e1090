/* core.c - addresses of the core: health, embedded assets. */
#include "sql_web.h"

#include <microhttpd.h>

#include "base/arena.h"
#include "base/json.h"
#include "web/asset.h"
#include "web/http_int.h"
#include "web/router.h"

bool health_get(struct req *r, struct reply *ret, struct err *e)
{
    struct store_stats s;
    struct sbuf b;
    struct jw w;
    int64_t years;

    r->format = FORMAT_JSON; /* machines ask; so for its errors */
    if (!store_reader(r->server->store, &r->db, e))
        return false;
    call_of(r)->statements = db_statements(r->db);
    if (!db_int(r->db, &Q_WEB_ALIVE, NO_ARGS, &years, e))
        return false;
    s = store_stats(r->server->store);
    sbuf_init(&b, r->a, BODY_TEXT_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "ok", (bool)true);
    J(&w, "years", years);
    J(&w, "write_groups", s.groups);
    J(&w, "writes", s.writes);
    J(&w, "largest_group", s.largest);
    jw_end_object(&w);
    reply_json(r, 200, sbuf_str(&b), ret);
    return true;
}

static bool same_etag(struct req *r, const char *etag)
{
    struct str said =
        str_from(MHD_lookup_connection_value(call_of(r)->conn, MHD_HEADER_KIND, "If-None-Match"));

    return said.n && str_has(said, str_from(etag));
}

/* An address with the version of all assets never changes its answer. */
bool asset_get(struct req *r, struct reply *ret, struct err *e)
{
    const struct asset *f = asset_find(r->seg[1]);
    struct str accept =
        str_from(MHD_lookup_connection_value(call_of(r)->conn, MHD_HEADER_KIND, "Accept-Encoding"));

    if (!f) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->path));
        return false;
    }
    ret->status = 200;
    ret->type = str_from(f->type);
    ret->etag = str_from(f->etag);
    ret->cacheable = str_eq(r->seg[0], r->server->version);
    if (same_etag(r, f->etag)) {
        ret->status = 304;
        return true;
    }
    ret->lasting = true;
    if (f->gzip && str_has(accept, STR("gzip"))) {
        ret->body = (struct str){(const char *)f->gzip, f->gzip_n};
        ret->packed = true;
    } else {
        ret->body = (struct str){(const char *)f->body, f->body_n};
    }
    return true;
}
