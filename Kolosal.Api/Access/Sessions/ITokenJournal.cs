using System.Security.Claims;

namespace Kolosal.Access;

/// <summary>Hears of tokens that were found good.</summary>
internal interface ITokenJournal
{
    /// <summary>A token was found good. Waits for nothing.</summary>
    /// <param name="principal">Who brought it.</param>
    /// <param name="claims">What it says, names as in RFC 7519.</param>
    void Saw(Principal principal, ClaimsPrincipal claims);
}
