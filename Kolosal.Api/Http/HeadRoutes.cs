using Microsoft.AspNetCore.Routing;

namespace Kolosal.Http;

/// <summary>HEAD wherever GET is: the same answer without its body (RFC 9110 §9.3.2).</summary>
internal static class HeadRoutes
{
    /// <summary>The routes of the front door; whatever is mapped here answers HEAD, too.</summary>
    public static RouteGroupBuilder MapFrontDoor(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("");
        ((IEndpointConventionBuilder)routes).Finally(static endpoint =>
        {
            for (int i = 0; i < endpoint.Metadata.Count; i++)
                if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: var methods } metadata && methods.Contains(HttpMethods.Get)
                    && !methods.Contains(HttpMethods.Head))
                    endpoint.Metadata[i] = new HttpMethodMetadata([.. methods, HttpMethods.Head], metadata.AcceptCorsPreflight);
        });
        return routes;
    }
}
