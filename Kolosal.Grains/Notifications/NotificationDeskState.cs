namespace Kolosal.Notifications;

/// <summary>Which endpoints a workspace has. Written before an endpoint opens and after it closes: a crash in between leaves a name that the
/// next event finds unknown and drops.</summary>
[GenerateSerializer, Alias("kolosal.notification-desk-state")]
internal sealed class NotificationDeskState
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public List<string> Endpoints { get; set; } = [];

    /// <summary>Ids of the latest events that were written into the log, oldest first.</summary>
    [Id(1)] public List<string> Logged { get; set; } = [];

    /// <summary>Notes that an event is in the log.</summary>
    public void NoteLogged(string eventId)
    {
        Logged.Add(eventId);
        if (Logged.Count > LoggedRemembered) Logged.RemoveAt(0);
    }

    private const int LoggedRemembered = 200;
}
