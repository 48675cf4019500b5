namespace Kolosal.Compliance.Controls;

/// <summary>Tells where the host listens.</summary>
public interface IListenerReport
{
    /// <summary>Every address, with the end of its certificate.</summary>
    Task<ImmutableArray<HostListener>> ReadAsync(CancellationToken cancel);
}
