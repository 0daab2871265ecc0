#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// What OpenSSL offers as macros, which Swift cannot see.

static inline long copenssl_set_minimum_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline long copenssl_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}

static inline void copenssl_disable_session_cache(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline void copenssl_set_read_ahead(SSL_CTX *context) {
    SSL_CTX_set_read_ahead(context, 1);
}

static inline long copenssl_set_server_name(SSL *session, const char *name) {
    return SSL_set_tlsext_host_name(session, name);
}

// Whether the kernel encrypts what is sent.
static inline int copenssl_kernel_sends(SSL *session) {
    return BIO_get_ktls_send(SSL_get_wbio(session));
}

static inline uint64_t copenssl_base_options(void) {
    return SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
        | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_ENABLE_KTLS;
}

static inline int copenssl_reason(unsigned long error) { return ERR_GET_REASON(error); }

// Of what a client offers (ALPN, RFC 7301), only HTTP/1.1 is taken; one that offers protocols
// without it is told so.
static inline int copenssl_select_http1(
    SSL *session, const unsigned char **chosen, unsigned char *chosen_count,
    const unsigned char *offered, unsigned int offered_count, void *unused) {
    static const unsigned char http1[] = "\x08http/1.1";
    int result = SSL_select_next_proto(
        (unsigned char **)chosen, chosen_count, http1, sizeof http1 - 1, offered, offered_count);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static inline void copenssl_take_http1_only(SSL_CTX *context) {
    SSL_CTX_set_alpn_select_cb(context, copenssl_select_http1, NULL);
}

static inline int copenssl_offer_http1(SSL_CTX *context) {
    return SSL_CTX_set_alpn_protos(context, (const unsigned char *)"\x08http/1.1", 9);
}

// A name or an address that the peer's certificate must be made for.
static inline int copenssl_expect_host(SSL *session, const char *name) {
    return SSL_set1_host(session, name);
}

static inline int copenssl_expect_address(SSL *session, const char *address) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), address);
}
