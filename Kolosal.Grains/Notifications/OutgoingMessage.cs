namespace Kolosal.Notifications;

/// <summary>A message as a transport takes it.</summary>
/// <param name="Id">Message id, the same on every attempt.</param>
/// <param name="Workspace">Whose it is.</param>
/// <param name="Target">A webhook's address, an e-mail address, or nothing.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Severity">Its severity; null when it has none.</param>
/// <param name="Title">Its title.</param>
/// <param name="Json">The body for programs.</param>
/// <param name="Text">The body for people.</param>
/// <param name="Timestamp">Seconds since 1970 that the signatures are about.</param>
/// <param name="Signature">Signatures with a space between them, by every secret that is valid now; empty for channels that sign nothing.</param>
public sealed record OutgoingMessage(
    string Id, string Workspace, string Target, string Type, string? Severity, string Title, string Json, string Text, long Timestamp,
    string Signature)
{
    /// <summary>An event as a message.</summary>
    internal static OutgoingMessage Of(
        string id, string workspace, string target, NotificationEvent e, string json, long timestamp, string signature) => new(
        id, workspace, target, e.Type, e.Severity, e.Title, json,
        NotificationBody.Text(e.Type, e.At, e.Severity, e.Model, e.Subject, e.Title, e.Data), timestamp, signature);
}
