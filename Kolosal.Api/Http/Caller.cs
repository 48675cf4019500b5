namespace Kolosal.Http;

/// <summary>Who makes the request; a handler takes it as a parameter. Only routes that need a permission have one.</summary>
internal readonly record struct Caller(Principal Principal)
{
    public string Workspace => Principal.Workspace;

    public string Subject => Principal.Subject;

    /// <summary>The key of a resource of the caller's workspace; other workspaces' resources cannot be named.</summary>
    /// <exception cref="ProblemException">404: nothing can have such an id, empty or with characters that no id of ours has.</exception>
    public ResourceKey Key(string id) => RouteNames.IsSoundKey(id)
        ? new(Principal.Workspace, id)
        : throw new ProblemException(new Problem(404, "not-found", "No identifier looks like this."));

    public static ValueTask<Caller> BindAsync(HttpContext context) => new(new Caller(
        Principal.Current ?? throw new InvalidOperationException($"{context.GetEndpoint()?.DisplayName} is public and has no caller.")));
}
