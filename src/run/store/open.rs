//! Addresses as stores, set up from the environment.

use super::{AddressError, Store, cause, clean, parsed};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::client::{HttpClient, HttpConnector, ReqwestConnector};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{ClientConfigKey, ClientOptions, ObjectStore};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use url::{Position, Url};

/// So long may nothing come; a body as a whole may take any time.
const SILENCE: Duration = Duration::from_secs(30);

/// Opens addresses. Those of one bucket share their store, and all of the web their connections.
#[derive(Debug, Default)]
pub struct Stores {
    buckets: HashMap<String, Arc<dyn ObjectStore>>,
    /// Without and with TLS.
    web: [Shared; 2],
}

impl Stores {
    /// What lies at an address `s3://`, `gs://`, `az://` (or their other names) or `http(s)://`. Regions and
    /// credentials are taken from the environment, as [`object_store`] names them. Nothing is asked of the store yet.
    ///
    /// # Errors
    /// [`AddressError`] for an address of another form, or a store that needs more than the environment tells.
    pub fn open(&mut self, address: &str) -> Result<Store, AddressError> {
        // The other side of the choice of TLS in Cargo.toml. It fails where one was installed before, which will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = parsed(address)?;
        let failed = |what: String| AddressError { address: clean(&url).into(), what };
        if let "http" | "https" = url.scheme() {
            let store = self.page(&url).map_err(|e| failed(cause(&e)))?;
            return Ok(Store::with(store, &url, Path::ROOT, true));
        }
        let bucket = &url[..Position::BeforePath];
        let store = match self.buckets.get(bucket) {
            Some(store) => Arc::clone(store),
            None => {
                let store = cloud(&url).map_err(|e| failed(cause(&e)))?;
                let store = store.ok_or_else(|| failed(format!("{}:// is no store that is read", url.scheme())))?;
                self.buckets.insert(bucket.to_string(), Arc::clone(&store));
                store
            }
        };
        Store::new(store, address)
    }

    /// One page of the web. Its whole address is the root of a store, so that it is asked for as it is written, with
    /// what follows a `?`.
    fn page(&self, url: &Url) -> object_store::Result<Arc<dyn ObjectStore>> {
        let [plain, secure] = &self.web;
        let is_plain = url.scheme() == "http";
        let options = ClientOptions::new().with_allow_http(is_plain).with_timeout_disabled().with_read_timeout(SILENCE);
        let mut whole = url.clone();
        whole.set_fragment(None);
        let builder = HttpBuilder::new()
            .with_url(whole)
            .with_client_options(options)
            .with_http_connector(if is_plain { plain.clone() } else { secure.clone() });
        Ok(Arc::new(builder.build()?))
    }
}

/// The store of a bucket or container; `None` for another scheme.
#[expect(clippy::disallowed_methods, reason = "where a store is and who asks it is told by the environment")]
fn cloud(url: &Url) -> object_store::Result<Option<Arc<dyn ObjectStore>>> {
    // By default the whole of a request has 30 seconds, too few for a large archive.
    let day = Duration::from_secs(24 * 60 * 60);
    macro_rules! built {
        ($builder:ident, $key:ident, $variables:literal) => {{
            let mut builder = $builder::from_env().with_url(url.as_str());
            let times =
                [("TIMEOUT", ClientConfigKey::Timeout, day), ("READ_TIMEOUT", ClientConfigKey::ReadTimeout, SILENCE)];
            for (variable, key, time) in times {
                if std::env::var_os(format!("{}_{variable}", $variables)).is_none() {
                    builder = builder.with_config($key::Client(key), format!("{}s", time.as_secs()));
                }
            }
            Arc::new(builder.build()?)
        }};
    }
    Ok(Some(match url.scheme() {
        "s3" | "s3a" => built!(AmazonS3Builder, AmazonS3ConfigKey, "AWS"),
        "gs" => built!(GoogleCloudStorageBuilder, GoogleConfigKey, "GOOGLE"),
        "az" | "adl" | "azure" | "abfs" | "abfss" => built!(MicrosoftAzureBuilder, AzureConfigKey, "AZURE"),
        _ => return Ok(None),
    }))
}

/// One client for all pages: each has a store of its own, and a list may have thousands.
#[derive(Clone, Debug, Default)]
struct Shared(Arc<OnceLock<HttpClient>>);

impl HttpConnector for Shared {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        match self.0.get() {
            Some(client) => Ok(client.clone()),
            None => {
                let client = ReqwestConnector::default().connect(options)?;
                Ok(self.0.get_or_init(|| client).clone())
            }
        }
    }
}
