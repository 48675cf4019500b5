using System.Security.Claims;
using System.Text.Json;
using Kolosal.WebConsole.Session;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor.Services;

namespace Kolosal.WebConsole;

/// <summary>The web console below <see cref="BasePath"/>: a branch of its own, so that its routes, cookies and headers are no part of the API's.
/// </summary>
public static class ConsoleHosting
{
    public const string BasePath = "/console/";

    /// <summary>The scheme of the console's own cookie.</summary>
    public const string Scheme = "Console";

    /// <summary>The claim of a ticket that names the workspace.</summary>
    public const string WorkspaceClaim = ConsoleClaims.Workspace;

    /// <summary>A ticket younger than this is not made anew: a page is many requests.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    // Pages load nothing from elsewhere; style attributes are what the components set.
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>The pages' services. The caller gives the client <c>console</c> its address, and data protection its keys.</summary>
    public static IServiceCollection AddWebConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build());
        services.AddMudServices();
        services.AddScoped<ApiClient>();
        services.AddScoped<EventReader>();
        services.AddScoped<Appearance>();
        services.AddSingleton<SignInLinks>();
        new AuthenticationBuilder(services).AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = "kolosal-console";
            cookie.Cookie.Path = BasePath;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.SlidingExpiration = true;

            // From the last request on, and not, as by default, once half of the time is over.
            cookie.Events.OnCheckSlidingExpiration = checking =>
            {
                checking.ShouldRenew = checking.ElapsedTime > RenewEvery;
                return Task.CompletedTask;
            };

            // By hand, since the handler's own address leaves out the branch wherever the whole application was authenticated before it.
            cookie.Events.OnRedirectToLogin = refused =>
            {
                string wanted = refused.Request.Path.Value?.TrimStart('/') + refused.Request.QueryString;
                refused.Response.Redirect($"{BasePath}sign-in?return={Uri.EscapeDataString(wanted)}");
                return Task.CompletedTask;
            };
        });
        services.AddOptions<ConsoleOptions>().BindConfiguration(ConsoleOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CookieAuthenticationOptions>(Scheme).Configure<IOptionsMonitor<ConsoleOptions>, TimeProvider>((cookie, console, clock) =>
            (cookie.ExpireTimeSpan, cookie.TimeProvider) = (TimeSpan.FromMinutes(console.CurrentValue.IdleMinutes), clock));
        services.AddScoped<IdleCircuit>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<IdleCircuit>());
        return services;
    }

    public static void UseWebConsole(this IApplicationBuilder app) => app.Map(BasePath.TrimEnd('/'), branch =>
    {
        branch.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        branch.UseStaticFiles();
        branch.UseRouting();
        branch.Use(async (context, next) =>
        {
            if ((await context.AuthenticateAsync(Scheme)).Principal is { } user) context.User = user;
            await next(context);
        });
        branch.Use(async (context, next) =>
        {
            if (context.RequestServices.GetService<IExternalSignIn>() is not { } external || !await external.TryFinishAsync(context))
                await next(context);
        });
        branch.UseAuthorization();
        branch.UseAntiforgery();
        branch.UseEndpoints(routes =>
        {
            // The policy above says who may frame a page; a second header of the framework's would only repeat it.
            routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
                .Add(endpoint => endpoint.Metadata.Add(new ConsoleRoute()));
            var signing = routes.MapGroup("").WithMetadata(new ConsoleRoute()).ExcludeFromDescription();
            signing.MapPost("/sign-in/key", SignInAsync);
            signing.MapGet("/sign-in/link", SignInByLinkAsync);
            signing.MapGet("/sign-in/oidc", SignInElsewhereAsync);
            signing.MapPost("/sign-out", SignOutAsync);

            // Somebody is at work on a page that asks for nothing: the ticket of the answer counts from now.
            signing.MapGet("/sign-in/stay", (HttpContext context) => context.User.Identity is { IsAuthenticated: true }
                ? Results.NoContent() : Results.Unauthorized());
            signing.MapWorkspaces();
        });
    });

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery antiforgery, IHttpClientFactory clients)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Refused("This page was open for too long. Try again.");
        var form = await context.Request.ReadFormAsync();
        string key = form["key"].ToString(), back = form["return"].ToString();
        return await EnterAsync(context, clients, key) ? Results.LocalRedirect(BasePath + Below(back))
            : Refused("The key is not valid here: unknown, expired or revoked.", back);
    }

    private static async Task<IResult> SignInByLinkAsync(string? token, HttpContext context, SignInLinks links, IHttpClientFactory clients) =>
        links.Redeem(token ?? "") is { } key && await EnterAsync(context, clients, key) ? Results.LocalRedirect(BasePath)
            : Refused("This link was used already or is older than ten minutes. Sign in with an API key.");

    private static async Task SignInElsewhereAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<IExternalSignIn>() is { Label: not null } external)
            await external.BeginAsync(context, Below(context.Request.Query["return"].ToString()));
        else context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    /// <summary>The address of a page of the console, whatever was asked for: never one elsewhere.</summary>
    public static string AddressOf(string back) => BasePath + Below(back);

    /// <summary>Signs in with what the API takes as a key.</summary>
    /// <returns>False when the API does not take it.</returns>
    public static async Task<bool> EnterAsync(HttpContext context, IHttpClientFactory clients, string key)
    {
        if (await AskAsync(clients, key, context.RequestAborted) is not { } claims) return false;
        var person = Identity(claims);
        await NoteAsync(context, key, person);
        await context.SignInAsync(Scheme, new(person));
        return true;
    }

    /// <summary>Writes down that somebody comes in, before they do.</summary>
    internal static Task NoteAsync(HttpContext context, string key, ClaimsIdentity person) =>
        context.RequestServices.GetService<ISignInJournal>()?.EnterAsync(context, key, person) ?? Task.CompletedTask;

    internal static ClaimsIdentity Identity(IEnumerable<Claim> claims) => new(claims, Scheme, ClaimTypes.Name, ClaimTypes.Role);

    /// <summary>Asks the API who a key is.</summary>
    /// <returns>What a ticket says of them; null when the key is none.</returns>
    internal static async Task<ImmutableArray<Claim>?> AskAsync(IHttpClientFactory clients, string key, CancellationToken cancellationToken)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, "/api/security/whoami");
        if (!question.Headers.TryAddWithoutValidation("X-Api-Key", key)) return null;
        using var answer = await clients.CreateClient(ApiClient.Name).SendAsync(question, cancellationToken);
        if (!answer.IsSuccessStatusCode) return null;
        using var who = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
        return [.. Claims(who.RootElement, key)];
    }

    private static string Below(string back) => Uri.IsWellFormedUriString(back, UriKind.Relative) ? back.TrimStart('/', '\\') : "";

    /// <summary>Back to the sign-in page, with what to say there.</summary>
    public static IResult Refused(string why, string back = "") =>
        Results.LocalRedirect($"{BasePath}sign-in?failed={Uri.EscapeDataString(why)}&return={Uri.EscapeDataString(Below(back))}");

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Results.BadRequest();
        await context.SignOutAsync(Scheme);
        return Results.LocalRedirect($"{BasePath}sign-in");
    }

    private static IEnumerable<Claim> Claims(JsonElement who, string key)
    {
        yield return new(ConsoleClaims.Key, key);
        yield return new(ClaimTypes.Name, who.GetProperty("subject").GetString()!);
        yield return new(ConsoleClaims.Workspace, who.GetProperty("workspace").GetString()!);
        foreach (var role in who.GetProperty("roles").EnumerateArray()) yield return new(ClaimTypes.Role, role.GetString()!);
        foreach (var permission in who.GetProperty("permissions").EnumerateArray())
            yield return new(ConsoleClaims.Permission, permission.GetString()!);
    }
}
