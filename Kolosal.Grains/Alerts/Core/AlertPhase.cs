namespace Kolosal.Alerts;

/// <summary>Where an alert stands, as the decisions know it; the contract's states are the same.</summary>
internal enum AlertPhase
{
    Pending,
    Firing,
    Resolved,
}
