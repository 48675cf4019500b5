namespace Kolosal.Access;

/// <summary>Whether somebody proved who they are by more than one kind of thing.</summary>
/// <remarks>Names of methods: RFC 8176 §2. Kinds of factors: NIST SP 800-63B-4 §2, something known, held, or of the body. Where somebody is, how
/// risky it looks, and that somebody is there at all are no factors.</remarks>
public static class SignInFactors
{
    private static readonly string[] Several = ["mfa", "ngcmfa"];

    private static readonly string[][] Kinds =
    [
        ["pwd", "pin", "kba"],
        ["otp", "hwk", "swk", "sms", "tel", "sc", "pop"],
        ["face", "fpt", "iris", "retina", "vbm"],
    ];

    /// <param name="methods">The claim <c>amr</c>; empty where nobody says.</param>
    /// <returns>True when the provider says so itself, or names methods of two kinds.</returns>
    public static bool AreSeveral(IReadOnlyCollection<string> methods) =>
        methods.Any(Several.Contains) || Kinds.Count(kind => methods.Any(kind.Contains)) > 1;
}
