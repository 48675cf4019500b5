using Microsoft.AspNetCore.Http;

namespace Kolosal.WebConsole.Session;

/// <summary>Sign-in at somebody else's door, which the host brings along.</summary>
public interface IExternalSignIn
{
    /// <summary>What the button is called; null while there is no such sign-in.</summary>
    string? Label { get; }

    /// <summary>Sends the browser there.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="back">The page that was wanted, below the console's base.</param>
    Task BeginAsync(HttpContext context, string back);

    /// <summary>Takes the browser in that comes back from there.</summary>
    /// <returns>False when the request is no such return, and nothing was answered.</returns>
    Task<bool> TryFinishAsync(HttpContext context);
}
