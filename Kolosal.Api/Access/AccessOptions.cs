using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>Section <c>Kolosal:Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Kolosal:Access";

    /// <summary>
    /// Text of the admin key of workspace <c>default</c>, <c>kol_default.admin_{32 or more letters and digits}</c>, for installations that bring
    /// their own; replaces the one that stands. It is the installation's operator, too. One that was revoked stays so. Belongs into the
    /// environment, never into a file under version control. Default: none, so that the first start makes one and prints it once.
    /// </summary>
    public string? AdminKey { get; set; }

    /// <summary>
    /// Text of a key with the role <c>operator</c> alone, <c>kol_default.operator_{32 or more letters and digits}</c>: for whoever scrapes
    /// metrics or watches the cluster and has no business with a workspace's data. Default: none.
    /// </summary>
    public string? OperatorKey { get; set; }

    /// <summary>Seconds for which a key is believed without asking again: a revocation bites everywhere in that time. 1 to 60. Default: 5.</summary>
    [Range(1, 60)]
    public int BelieveSeconds { get; set; } = 5;

    public JwtOptions Jwt { get; set; } = new();

    public OidcOptions Oidc { get; set; } = new();

    public CertificateOptions Certificates { get; set; } = new();
}

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    private const int LeastDifferent = 6;

    private static readonly string[] Placeholders = ["changeme", "password", "example", "replaceme", "yoursecret"];

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        if (Refuse("AdminKey", options.AdminKey, FirstKey.Owner) is { } admin) return admin;
        if (Refuse("OperatorKey", options.OperatorKey, FirstKey.OperatorOwner) is { } operators) return operators;

        var wrong = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options.Jwt, new ValidationContext(options.Jwt), wrong, validateAllProperties: true))
            return ValidateOptionsResult.Fail(wrong.Select(result => $"{AccessOptions.Section}:Jwt: {result.ErrorMessage}"));

        foreach (var key in options.Jwt.Keys)
        {
            try
            {
                JwtKeys.Import(key);
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException
                or System.Security.Cryptography.CryptographicException)
            {
                return ValidateOptionsResult.Fail($"{AccessOptions.Section}:Jwt:Keys has a key '{key.Kid}' that cannot be used: {exception.Message}");
            }
        }
        if (options.Jwt.Authority is { } authority && !IsSafe(authority))
            return ValidateOptionsResult.Fail($"{AccessOptions.Section}:Jwt:Authority must be an https address, or an http one on the loopback.");

        wrong.Clear();
        if (!Validator.TryValidateObject(options.Oidc, new ValidationContext(options.Oidc), wrong, validateAllProperties: true))
            return ValidateOptionsResult.Fail(wrong.Select(result => $"{AccessOptions.Section}:Oidc: {result.ErrorMessage}"));
        if (options.Oidc.ClientId is not null && options.Jwt.Authority is null)
            return ValidateOptionsResult.Fail($"{AccessOptions.Section}:Oidc:ClientId needs {AccessOptions.Section}:Jwt:Authority, the provider.");
        if (options.Certificates.Fault() is { } fault) return ValidateOptionsResult.Fail($"{AccessOptions.Section}:Certificates: {fault}");
        string[] workspaces = [.. options.Jwt.WorkspaceMap.Values, options.Jwt.Workspace ?? Workspaces.Default];
        if (Array.Find(workspaces, name => !Workspaces.IsName(name)) is { } bad)
            return ValidateOptionsResult.Fail($"{AccessOptions.Section}:Jwt names a workspace '{bad}', which nothing can be called.");
        if (options.Jwt.RoleMap.Values.SelectMany(roles => roles).FirstOrDefault(role => role == Role.Operator || !RoleIds.IsName(role)) is { } unfit)
            return ValidateOptionsResult.Fail(
                $"{AccessOptions.Section}:Jwt:RoleMap gives '{unfit}', which is no role that a token can have.");

        return options.Jwt.Keys.Select(key => key.Kid).Distinct().Count() == options.Jwt.Keys.Length
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{AccessOptions.Section}:Jwt:Keys has a kid twice.");
    }

    private static ValidateOptionsResult? Refuse(string name, string? text, string expected)
    {
        if (text is null) return null;
        if (!ApiKeyText.TryParse(text, out var owner, out var secret) || !owner.SequenceEqual(expected))
            return ValidateOptionsResult.Fail(
                $"{AccessOptions.Section}:{name} must read kol_{expected}_ and at least {ApiKeyText.MinSecretLength} letters and digits.");
        return IsGuessable(secret)
            ? ValidateOptionsResult.Fail($"{AccessOptions.Section}:{name} can be guessed. Make one at random, as .env.example in deploy/ shows.")
            : null;
    }

    /// <summary>Whether nobody drew it: 32 letters of an alphabet of 16 have fewer than six different ones less than once in 10¹² draws.</summary>
    private static bool IsGuessable(ReadOnlySpan<char> secret)
    {
        var seen = new HashSet<char>();
        foreach (char letter in secret) seen.Add(letter);
        if (seen.Count < LeastDifferent) return true;
        foreach (string word in Placeholders)
            if (secret.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
