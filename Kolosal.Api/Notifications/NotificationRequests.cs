using System.ComponentModel.DataAnnotations;

namespace Kolosal.Notifications;

/// <param name="Channel">webhook, email or log. Default: webhook.</param>
/// <param name="Url">A webhook's address.</param>
/// <param name="Email">An e-mail address.</param>
/// <param name="Description">For people, at most 200 characters.</param>
/// <param name="Events">Types of events such as incident.opened, or incident.*; at most 50. Default: all.</param>
/// <param name="Severities">sev1 to sev4. Default: all.</param>
/// <param name="Models">Names of models, at most 50. Default: all.</param>
/// <param name="Secret">A webhook's signing secret, whsec_ and 24 to 64 bytes in base64. Default: a new one.</param>
internal sealed record CreateEndpointRequest(
    NotificationChannel Channel = NotificationChannel.Webhook, string? Url = null, string? Email = null,
    [property: MaxLength(200)] string? Description = null, [property: MaxLength(50)] string[]? Events = null,
    [property: MaxLength(4)] string[]? Severities = null, [property: MaxLength(50)] string[]? Models = null, string? Secret = null)
{
    /// <summary>Null when channel and address fit together.</summary>
    public Refusal? Refuse() => Channel switch
    {
        NotificationChannel.Webhook when Url is null => Bad("$.url", "Expected the webhook's address."),
        NotificationChannel.Email when Email is null => Bad("$.email", "Expected the e-mail address."),
        not NotificationChannel.Webhook when Url is not null => Bad("$.url", "Expected no address of a webhook for another channel."),
        not NotificationChannel.Email when Email is not null => Bad("$.email", "Expected no e-mail address for another channel."),
        _ => null,
    };

    public EndpointSpec ToSpec() => new(
        Channel, (Url ?? Email ?? "").Trim(), Description?.Trim() ?? "", new([.. Events ?? []], [.. Severities ?? []], [.. Models ?? []]),
        Secret ?? (Channel == NotificationChannel.Webhook ? WebhookSignature.NewSecret() : ""));

    private static Refusal Bad(string path, string expected) => new(
        RefusalKind.Invalid, "webhooks.bad-endpoint", "The endpoint cannot be made.", ImmutableDictionary<string, string>.Empty.Add(path, expected));
}

/// <param name="Secret">The new secret; a fresh one when left out.</param>
internal sealed record RotateSecretRequest(string? Secret = null);

/// <summary>An endpoint just made, or its secret just changed.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Secret">The signing secret, shown this once; null for a channel that signs nothing.</param>
internal sealed record EndpointWithSecret(NotificationEndpoint Endpoint, string? Secret);

/// <param name="Items">Newest first.</param>
/// <param name="Total">All that are kept.</param>
internal sealed record DeliveryList(ImmutableArray<Delivery> Items, int Total);
