using Kolosal.Datasets;

namespace Kolosal.Chaos;

/// <summary>Sources of imports that cannot be reached while a fault says so. They do not know whose import it is, so only a fault for every workspace
/// strikes them.</summary>
internal sealed class FaultyRemoteTables(IRemoteTables inner, FaultInjector faults) : IRemoteTables
{
    public Task<RemoteTable> FileAsync(
        string address, string? format, (string User, string Password)? credentials, CancellationToken cancel) =>
        Refused() ?? inner.FileAsync(address, format, credentials, cancel);

    public Task<RemoteTable> ObjectAsync(ObjectSource source, CancellationToken cancel) => Refused() ?? inner.ObjectAsync(source, cancel);

    public Task<RemoteTable> QueryAsync(QuerySource source, CancellationToken cancel) => Refused() ?? inner.QueryAsync(source, cancel);

    private Task<RemoteTable>? Refused() => faults.Strike(ChaosFault.OutboundOutage, null) is null ? null
        : Task.FromException<RemoteTable>(new RejectedContentException(
            RejectionKind.Unusable, "datasets.import-refused", "The source cannot be reached, because a chaos test says so. Import again later."));
}
