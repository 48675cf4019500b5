namespace Kolosal.Notifications;

/// <summary>Which endpoints a workspace has. Written before an endpoint opens and after it closes: a crash in between leaves a name that the
/// next event finds unknown and drops.</summary>
[GenerateSerializer, Alias("kolosal.notification-desk-state")]
internal sealed class NotificationDeskState
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public List<string> Endpoints { get; set; } = [];
}
