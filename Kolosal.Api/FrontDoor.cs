using Kolosal.Access;
using Kolosal.Compliance.Registers;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kolosal;

/// <summary>What every request passes on its way in, in order.</summary>
internal static class FrontDoor
{
    public static WebApplicationBuilder AddFrontDoor(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HttpOptions>().BindConfiguration(HttpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddGate();
        services.AddOptions<ConcernOptions>().BindConfiguration(ConcernOptions.Section);
        services.AddSingleton<Kolosal.Compliance.Controls.IListenerReport, Kolosal.Compliance.ListenerReport>();
        services.AddTrustedProxies();
        services.AddSingleton<BodyBudget>();
        services.AddOptions<OverloadOptions>().BindConfiguration(OverloadOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ServingLoad>();
        LookAtBodiesBehindTheGate(services);

        services.ConfigureHttpJsonOptions(json => Json.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddOpenApiDocument();
        services.AddCors();

        builder.WebHost.ConfigureKestrel((_, kestrel) => kestrel.AddServerHeader = false);
        services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>().Configure<IOptions<HttpOptions>>((kestrel, http) =>
        {
            kestrel.Limits.MaxRequestBodySize = http.Value.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = http.Value.MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = http.Value.MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });

        // Two changes of threads a request less. A handler that blocks holds a thread of the pool in either case.
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.SocketTransportOptions>(
            sockets => sockets.UnsafePreferInlineScheduling = true);
        services.AddOptions<FormOptions>().Configure<IOptions<HttpOptions>>(
            (form, http) => form.ValueLengthLimit = (int)Math.Min(int.MaxValue, http.Value.MaxBodyBytes));
        return builder;
    }

    public static WebApplication UseFrontDoor(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.TrustedProxies.Length > 0) app.UseTrustedProxies();
        app.UseMiddleware<EdgeMiddleware>();
        app.UseMiddleware<QueryTimes>();

        // Closed by default: without an origin in the configuration no script of another site reads an answer.
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.AllowedOrigins is { Length: > 0 } origins)
            app.UseCors(cors => cors.WithOrigins(origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(
                "ETag", "Location", "Retry-After", "Deprecation", "Sunset", "Link"));

        // Beside the way of all other requests, which would pass through it.
        app.UseWhen(static context => context.Request.Path.StartsWithSegments("/docs"), static docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Kolosal API";
            ui.SwaggerEndpoint("/openapi/v1.json", "Kolosal v1");
        }));
        app.UseRouting();
        app.UseMiddleware<GateMiddleware>();
        app.UseMiddleware<SheddingMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.UseMiddleware<BodyMiddleware>();
        return app;
    }

    /// <summary>
    /// Routing would answer 415 before anybody has asked who calls; here the media type is judged by <see cref="BodyMiddleware"/>.
    /// </summary>
    private static void LookAtBodiesBehindTheGate(IServiceCollection services)
    {
        foreach (var policy in services.Where(service => service.ImplementationType?.Name == "AcceptsMatcherPolicy").ToArray())
            services.Remove(policy);
    }
}
