namespace Kolosal.Notifications;

/// <summary>What an endpoint must be like to be made.</summary>
internal static class EndpointRules
{
    private static readonly string[] Severities = ["sev1", "sev2", "sev3", "sev4"];

    /// <summary>Null when it can be made.</summary>
    public static Refusal? Refuse(EndpointSpec spec, NotificationsOptions options, SmtpOptions smtp)
    {
        for (int i = 0; i < spec.Filter.Events.Length; i++)
            if (!EventTypes.IsPattern(spec.Filter.Events[i]))
                return Bad($"$.events[{i}]", "Expected a type of event such as incident.opened, or incident.* for all that begin so.");
        for (int i = 0; i < spec.Filter.Severities.Length; i++)
            if (!Severities.Contains(spec.Filter.Severities[i])) return Bad($"$.severities[{i}]", "Expected sev1, sev2, sev3 or sev4.");
        return RefuseTarget(spec, options, smtp) ?? RefuseSecret(spec.Channel, spec.Secret);
    }

    public static Refusal? RefuseSecret(NotificationChannel channel, string secret)
    {
        if (channel != NotificationChannel.Webhook)
            return secret.Length == 0 ? null : Bad("$.secret", "Only a webhook is signed, and has a secret.");
        return WebhookSignature.KeyOf(secret) is null ? Bad("$.secret", "Expected whsec_ and 24 to 64 bytes in base64.") : null;
    }

    private static Refusal? RefuseTarget(EndpointSpec spec, NotificationsOptions options, SmtpOptions smtp)
    {
        switch (spec.Channel)
        {
            case NotificationChannel.Webhook:
                return WebhookAddress.Refuse(spec.Target, options.AllowHttp, options.AllowLoopback, options.AllowPrivateNetworks) is { } fault
                    ? new Refusal(RefusalKind.Unprocessable, "webhooks.address-forbidden", "The address cannot be used.", Error("$.url", fault))
                    : null;
            case NotificationChannel.Email when !smtp.IsConfigured:
                return Refusal.Unprocessable(
                    "webhooks.mail-not-configured", $"This server sends no mail; {SmtpOptions.Section}:Host must name a mail server first.");
            case NotificationChannel.Email:
                return MailAddresses.IsAddress(spec.Target) ? null : Bad("$.email", "Expected one e-mail address.");
            default:
                return spec.Target.Length == 0 ? null : Bad("$.url", "The log has no address.");
        }
    }

    private static Refusal Bad(string path, string expected) =>
        new(RefusalKind.Invalid, "webhooks.bad-endpoint", "The endpoint cannot be made.", Error(path, expected));

    private static ImmutableDictionary<string, string> Error(string path, string expected) =>
        ImmutableDictionary<string, string>.Empty.Add(path, expected);
}
