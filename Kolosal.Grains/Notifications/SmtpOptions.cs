using System.ComponentModel.DataAnnotations;

namespace Kolosal.Notifications;

/// <summary>Section <c>Kolosal:Notifications:Smtp</c>: the server that takes our mail. Without a host no e-mail endpoint can be made.</summary>
public sealed class SmtpOptions : IValidatableObject
{
    public const string Section = "Kolosal:Notifications:Smtp";

    /// <summary>Name or address of the server. Default: none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port, 1 to 65,535. Default: 587.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. Default: start_tls, and no mail where the server does not offer it.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>Name to sign in with; none signs in nobody. Default: none.</summary>
    public string User { get; set; } = "";

    /// <summary>Its password. Default: none.</summary>
    public string Password { get; set; } = "";

    /// <summary>The sender's address; needed with a host. Default: none.</summary>
    public string From { get; set; } = "";

    public bool IsConfigured => Host.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsConfigured && !MailAddresses.IsAddress(From))
            yield return new($"{Section}:From needs the address that mail is sent from, got '{From}'.", [nameof(From)]);
    }
}
