using System.Collections.Concurrent;
using System.Reflection;

namespace Kolosal.Access;

/// <summary>The second door: decides at the grain, whatever the front door did, whether a call may go through.</summary>
/// <remarks>
/// A principal's calls stay in its workspace, however far they are passed on. A call that enters from a client also needs the permission its
/// method declares; grains may call each other without, since what they do for a caller is the feature's own decision.
/// </remarks>
internal sealed class AccessFilter(AccessInstruments instruments, ISecurityWatch watch) : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<MethodInfo, MethodRule> rules = new();

    public Task Invoke(IIncomingGrainCallContext context)
    {
        var method = context.InterfaceMethod;
        if (!rules.TryGetValue(method, out var rule)) rule = rules.GetOrAdd(method, MethodRule.Of);
        if (rule.Ours)
        {
            var principal = Principal.Current;
            if (principal is not null && IsForeign(context.TargetId, principal.Workspace))
                return Refuse(
                    method, principal, $"{principal.Subject} of workspace {principal.Workspace} called {context.TargetId}.", foreignWorkspace: true);

            if (IsFromClient(context.SourceId) && Refusal(rule, principal, method) is { } reason)
                return Refuse(method, principal, reason, foreignWorkspace: false);

            // Conditions are few people's: the usual principal has none, and nothing of the call is looked at.
            if (IsFromClient(context.SourceId) && principal is { Narrowed: not null } && rule.Permission is { } permission
                && principal.Unmet(permission, rule.FactsOf(context)) is { } unmet)
                return Refuse(method, principal, $"Your role {unmet}.", foreignWorkspace: false, condition: true);
        }
        return context.Invoke();
    }

    /// <returns>Null when a client may make the call.</returns>
    private static string? Refusal(MethodRule rule, Principal? principal, MethodInfo method)
    {
        string name = $"{method.DeclaringType?.Name}.{method.Name}";
        if (rule.HostOnly) return principal is null ? null : $"{name} is for the hosting process itself, not for {principal.Subject}.";
        if (rule.Permission is null) return $"{name} carries no [RequiresPermission], so only grains may call it.";
        if (principal is null) return $"{name} needs {rule.Permission}, and the call has no principal.";
        return principal.May(rule.Permission)
            ? null
            : $"{name} needs {rule.Permission}, which {principal.Subject} does not have.";
    }

    // Called from the system's own workspace only by grains that work for a caller, e.g. to read a key; foreign is what belongs to another tenant.
    private static bool IsForeign(GrainId target, string workspace)
    {
        string key = target.Key.ToString() ?? "";
        int slash = key.IndexOf('/');
        if (slash < 0) return true;
        var owner = key.AsSpan(0, slash);
        return !owner.SequenceEqual(workspace) && !owner.SequenceEqual(ResourceKey.System);
    }

    private static bool IsFromClient(GrainId? source) => source is not { } id || id.IsDefault || id.Type.AsSpan().StartsWith("sys.client"u8);

    private Task Refuse(MethodInfo method, Principal? principal, string reason, bool foreignWorkspace, bool condition = false)
    {
        // Nobody outside is of the system's own workspace: this is the platform trying its own door.
        if (principal?.Workspace == ResourceKey.System) return Task.FromException(new AccessDeniedException(reason, foreignWorkspace));

        // What a condition bars only this door can see; anything else means that the first one has a hole.
        if (condition) instruments.RoleRefused();
        else instruments.CallRefused();
        watch.See(new(
            principal?.Workspace, condition ? SightingKind.RoleRefused : SightingKind.CallRefused,
            principal?.Subject ?? "a client without a principal",
            condition ? reason : $"{method.DeclaringType?.Name}.{method.Name}"));
        return Task.FromException(new AccessDeniedException(reason, foreignWorkspace, condition));
    }

    /// <param name="Ours">The interface is the product's; the engine's own calls (reminders, streams, management) are none of our business.</param>
    /// <param name="KeyIs">Which attribute of a call the grain's key is; null for none.</param>
    /// <param name="Arguments">Which attributes its arguments are, by their places.</param>
    private sealed record MethodRule(
        bool Ours, string? Permission, bool HostOnly, string? KeyIs, ImmutableArray<(int Place, string Attribute)> Arguments)
    {
        /// <summary>What the call is about, as conditions look at it.</summary>
        public (string Attribute, string Value)[] FactsOf(IIncomingGrainCallContext context)
        {
            var facts = new List<(string, string)>();
            if (KeyIs is { } ofKey)
            {
                string key = context.TargetId.Key.ToString() ?? "", id = key[(key.IndexOf('/') + 1)..];
                facts.Add((ofKey, id.IndexOf(':') is >= 0 and var colon ? id[..colon] : id));
            }

            foreach (var (place, attribute) in Arguments)
                if (context.Request.GetArgument(place) is string value) facts.Add((attribute, value));
            return [.. facts];
        }

        public static MethodRule Of(MethodInfo method)
        {
            bool ours = method.DeclaringType?.Namespace is { } space
                && (space == "Kolosal" || space.StartsWith("Kolosal.", StringComparison.Ordinal));
            bool own = method.IsDefined(typeof(RequiresPermissionAttribute)) || method.IsDefined(typeof(HostOnlyAttribute));
            MemberInfo declared = own ? method : method.DeclaringType ?? (MemberInfo)method;
            return new(
                ours, declared.GetCustomAttribute<RequiresPermissionAttribute>()?.Permission, declared.IsDefined(typeof(HostOnlyAttribute)),
                method.DeclaringType?.GetCustomAttribute<ConcernsAttribute>()?.Attribute,
                [.. method.GetParameters().Select(parameter => (parameter.Position, parameter.GetCustomAttribute<ConcernsAttribute>()?.Attribute))
                    .Where(argument => argument.Attribute is not null).Select(argument => (argument.Position, argument.Attribute!))]);
        }
    }
}
