using Microsoft.Extensions.Logging;

namespace Kolosal.Notifications;

/// <summary>Writes a line into the log of the process that holds the endpoint.</summary>
internal sealed partial class LogTransport(ILogger<LogTransport> log) : IDeliveryTransport
{
    public NotificationChannel Channel => NotificationChannel.Log;

    public Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        if (message.Severity is "sev1" or "sev2") LogGrave(log, message.Type, message.Workspace, message.Title, message.Json);
        else LogOther(log, message.Type, message.Workspace, message.Title, message.Json);
        return Task.FromResult(DeliveryAnswer.Took(null));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Event} in {Workspace}: {Title} {Body}")]
    private static partial void LogGrave(ILogger log, string @event, string workspace, string title, string body);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Event} in {Workspace}: {Title} {Body}")]
    private static partial void LogOther(ILogger log, string @event, string workspace, string title, string body);
}
