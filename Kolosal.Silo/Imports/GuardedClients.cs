using Amazon.Runtime;

namespace Kolosal.Imports;

/// <summary>Gives the store's client connections that the guard allows.</summary>
internal sealed class GuardedClients(Func<HttpClient> make) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => make();

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
