using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kolosal.WebConsole.Session;

/// <summary>Several workspaces in one ticket: a key belongs to one workspace, so a person who works in two brings two keys and changes between
/// them.</summary>
/// <remarks>Each change asks the API anew who the key is, so that one that was revoked meanwhile opens nothing.</remarks>
internal static class WorkspaceSwitch
{
    // The ticket is a cookie, and a browser keeps only so much of it.
    private const int MostWorkspaces = 8;

    public static void MapWorkspaces(this IEndpointRouteBuilder signing)
    {
        signing.MapPost("/workspaces/add", AddAsync);
        signing.MapPost("/workspaces/switch", SwitchAsync);
    }

    /// <summary>The workspaces that the ticket opens beside the present one, by name.</summary>
    public static ImmutableArray<(string Workspace, string Subject)> Others(ClaimsPrincipal user) =>
        [.. Kept(user).Select(key => (key.Workspace, key.Subject))];

    private static async Task<IResult> AddAsync(HttpContext context, IAntiforgery antiforgery, IHttpClientFactory clients)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Results.BadRequest();
        string key = (await context.Request.ReadFormAsync())["key"].ToString();
        return await EnterAsync(context, clients, key, isNew: true) ? Results.LocalRedirect(ConsoleHosting.BasePath)
            : Results.LocalRedirect($"{ConsoleHosting.BasePath}?refused=key");
    }

    private static async Task<IResult> SwitchAsync(HttpContext context, IAntiforgery antiforgery, IHttpClientFactory clients)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Results.BadRequest();
        string wanted = (await context.Request.ReadFormAsync())["workspace"].ToString();
        return Kept(context.User).FirstOrDefault(key => key.Workspace == wanted) is { Key.Length: > 0 } kept
            && await EnterAsync(context, clients, kept.Key) ? Results.LocalRedirect(ConsoleHosting.BasePath)
            : Results.LocalRedirect($"{ConsoleHosting.BasePath}?refused=workspace");
    }

    private static async Task<bool> EnterAsync(HttpContext context, IHttpClientFactory clients, string key, bool isNew = false)
    {
        if (await ConsoleHosting.AskAsync(clients, key, context.RequestAborted) is not { } claims) return false;
        var entered = claims.ToList();
        string workspace = entered.First(claim => claim.Type == ConsoleClaims.Workspace).Value;

        // One key a workspace: another of the same takes its place.
        entered.AddRange(Kept(context.User).Prepend(Present(context.User)).Where(other => other.Key.Length > 0 && other.Workspace != workspace)
            .Take(MostWorkspaces - 1).Select(other => new Claim(ConsoleClaims.Also, JsonSerializer.Serialize(other))));
        var person = ConsoleHosting.Identity(entered);
        if (isNew) await ConsoleHosting.NoteAsync(context, key, person);
        await context.SignInAsync(ConsoleHosting.Scheme, new(person));
        return true;
    }

    // A ticket that no key stands behind cannot be taken up again, so it is not kept.
    private static KeptKey Present(ClaimsPrincipal user) => new(user.FindFirstValue(ConsoleClaims.Key) ?? "",
        user.FindFirstValue(ConsoleClaims.Workspace) ?? "", user.Identity?.Name ?? "");

    private static IEnumerable<KeptKey> Kept(ClaimsPrincipal user) =>
        user.FindAll(ConsoleClaims.Also).Select(claim => JsonSerializer.Deserialize<KeptKey>(claim.Value)!);

    private sealed record KeptKey(string Key, string Workspace, string Subject);
}
