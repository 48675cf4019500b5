using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Kolosal.WebConsole.Session;

/// <summary>Whom the console lets in is written down, which the host does. A console without one lets in and writes nothing.</summary>
public interface ISignInJournal
{
    /// <summary>Somebody is about to be let in; the console waits for it.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="key">What they came with. It stands in no record.</param>
    /// <param name="person">Who that is: name, workspace and roles.</param>
    Task EnterAsync(HttpContext context, string key, ClaimsIdentity person);
}
