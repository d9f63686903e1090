/* router.h - the handlers of the core itself; the others are declared by the route table. */
#ifndef PBIS_WEB_ROUTER_H
#define PBIS_WEB_ROUTER_H

#include "web/req.h"

handler_fn home_redirect;
handler_fn login_page;
handler_fn login_post;
handler_fn logout_post;
handler_fn language_post;
handler_fn health_get;
handler_fn openapi_get;
handler_fn asset_get;

/* Is there a page at exactly this address? */
bool route_exists(const char *path);

#endif
