namespace Kolosal.Notifications;

/// <summary>By which means an endpoint is told.</summary>
[GenerateSerializer, Alias("kolosal.notification-channel")]
public enum NotificationChannel
{
    /// <summary>A line in the server's structured log.</summary>
    Log,

    /// <summary>A signed HTTP request (Standard Webhooks 1.0).</summary>
    Webhook,

    /// <summary>An e-mail by SMTP.</summary>
    Email,
}

/// <summary>Where to tell and what.</summary>
/// <param name="Channel">By which means.</param>
/// <param name="Target">A webhook's address, or an e-mail address; empty for the log.</param>
/// <param name="Description">For people.</param>
/// <param name="Filter">Which events.</param>
/// <param name="Secret">A webhook's signing secret, <c>whsec_</c> and 24 to 64 bytes in base64; empty for the other channels. Kept encrypted
/// and never answered again.</param>
[GenerateSerializer, Immutable, Alias("kolosal.endpoint-spec")]
public sealed record EndpointSpec(NotificationChannel Channel, string Target, string Description, EventFilter Filter, string Secret);

/// <summary>Which events an endpoint wants; an empty list lets everything pass.</summary>
/// <param name="Events">Types of events; <c>incident.*</c> stands for all that begin so.</param>
/// <param name="Severities"><c>sev1</c> to <c>sev4</c>; an event without severity passes only an empty list.</param>
/// <param name="Models">Names of models; an event about no model passes only an empty list.</param>
[GenerateSerializer, Immutable, Alias("kolosal.event-filter")]
public sealed record EventFilter(ImmutableArray<string> Events, ImmutableArray<string> Severities, ImmutableArray<string> Models)
{
    public static readonly EventFilter All = new([], [], []);

    // Arrays compare by reference; two filters are the same when they let the same pass.
    public bool Equals(EventFilter? other) => other is not null
        && Events.SequenceEqual(other.Events) && Severities.SequenceEqual(other.Severities) && Models.SequenceEqual(other.Models);

    public override int GetHashCode() => HashCode.Combine(Events.Length, Severities.Length, Models.Length);
}
