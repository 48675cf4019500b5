using Kolosal.Http;
using Microsoft.AspNetCore.Routing;

namespace Kolosal.Access;

/// <summary>The first door, between routing and the handler: who is it, how often, and
/// may they. What it lets through runs as that principal.</summary>
internal sealed partial class GateMiddleware(
    RequestDelegate next, RouteRules rules, Authenticator authenticator, RateLimits limits, KeyUses uses, AccessInstruments instruments,
        ISecurityWatch watch, ProbeKey probe, ILogger<GateMiddleware> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Anything else that matched is routing's own answer: 404, 405.
        if (context.GetEndpoint() is not RouteEndpoint endpoint) return AdmitAnonymousAsync(context, RateClass.Anonymous);

        if (rules.Find(endpoint, context.Request.Method) is not { } rule)
        {
            LogUnlisted(log, context.Request.Method, endpoint.RoutePattern.RawText);
            return new Problem(403, "access.unlisted-route", "This route is not open to anybody.").ExecuteAsync(context);
        }
        if (rule.Permission is null) return AdmitAnonymousAsync(context, rule.Rate);

        var pending = authenticator.AuthenticateAsync(context);
        return pending.IsCompletedSuccessfully ? AdmitAsync(context, rule, pending.Result) : AwaitAsync(context, rule, pending);
    }

    private async Task AwaitAsync(HttpContext context, RouteRule rule, ValueTask<Authentication> pending) =>
        await AdmitAsync(context, rule, await pending);

    private async Task AdmitAnonymousAsync(HttpContext context, RateClass rate)
    {
        int wait = rate == RateClass.None ? 0 : limits.Take(rate, RateCaller.At(context));

        // Strangers may have used up what the address has; who brings a good key or token is no stranger.
        if (wait > 0 && (await authenticator.AuthenticateAsync(context)).Principal is { } principal)
            wait = limits.Take(RateClass.General, RateCaller.Of(principal));
        await (wait == 0 ? next(context) : TooMany(wait).ExecuteAsync(context));
    }

    private Task AdmitAsync(HttpContext context, RouteRule rule, Authentication authentication)
    {
        if (authentication.Principal is not { } principal) return RefuseUnknown(context, authentication);

        int wait = limits.Take(rule.Rate, RateCaller.Of(principal));
        if (wait > 0)
        {
            watch.See(new(principal.Workspace, SightingKind.RateLimited, principal.Subject, $"{rule.Method} {rule.Pattern}"));
            return TooMany(wait).ExecuteAsync(context);
        }

        uses.Note(principal);
        if (!principal.May(rule.Permission!))
        {
            instruments.RoleRefused();
            watch.See(new(
                principal.Workspace, SightingKind.RoleRefused, principal.Subject, $"{rule.Method} {rule.Pattern}, which needs {rule.Permission}"));
            return new Problem(403, "access.denied", principal.Scopes is null
                ? $"This needs {rule.Permission}, which your roles ({string.Join(", ", principal.Roles)}) do not grant."
                : $"This needs {rule.Permission}, which your key's roles and scopes do not grant.").ExecuteAsync(context);
        }
        if (!rule.IsForAllBelow && !RouteNames.AreSound(context.Request.RouteValues))
            return new Problem(404, "not-found", "No identifier looks like this.").ExecuteAsync(context);

        return RunAsync(context, principal);
    }

    // The principal lives in this method's execution context, so it ends with the request.
    private async Task RunAsync(HttpContext context, Principal principal)
    {
        Principal.Current = principal;
        try
        {
            await next(context);
        }
        catch (AccessDeniedException denied)
        {
            throw new ProblemException(ToProblem(denied));
        }
    }

    /// <summary>What the client reads when the second door has refused; the exception's own text leaves the process only where it names the
    /// condition of the caller's own role.</summary>
    internal static Problem ToProblem(AccessDeniedException denied) => denied.ForeignWorkspace
        ? new(404, "not-found", "There is no such resource in your workspace.")
        : denied.Condition ? new(403, "access.condition", denied.Message) : new(403, "access.denied", "Your roles do not allow this.");

    private Task RefuseUnknown(HttpContext context, Authentication authentication)
    {
        // The self-check is a failed sign-in as any other, but for the name under which it is seen.
        var at = probe.IsIn(context) ? new RateCaller("", ProbeKey.Source) : RateCaller.At(context);
        int wait = limits.Take(RateClass.Anonymous, at);
        if (authentication.Presented)
        {
            instruments.LoginFailed();
            watch.See(new(
                authenticator.WorkspaceOf(context), wait > 0 ? SightingKind.LockedOut : SightingKind.SignInFailed, at.Name,
                $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}"));
        }

        if (wait > 0) return TooMany(wait).ExecuteAsync(context);

        context.Response.Headers.WWWAuthenticate = authentication.Presented ? "Bearer error=\"invalid_token\"" : "Bearer";
        return new Problem(401, authentication.Code, authentication.Reason).ExecuteAsync(context);
    }

    private static Problem TooMany(int seconds) =>
        new(429, "rate-limited", $"Too many requests. Wait {seconds} s; the limits are at /api/security/rate-limit/stats.", null, seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} has no row in the route table and is refused.")]
    private static partial void LogUnlisted(ILogger log, string method, string? route);
}
