using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Security;

/// <summary>One server for the OWASP API Security Top 10 (2023), with a workspace that has one of each record.</summary>
public sealed class SecurityApi : ApiHost, IAsyncLifetime
{
    /// <summary>Where the records are.</summary>
    public const string Owner = "owner";

    /// <summary>A workspace that has none.</summary>
    public const string Stranger = "stranger";

    /// <summary>Made at random here, so that no other text holds it by chance.</summary>
    public static readonly string WebhookSecret = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>What the document describes.</summary>
    public ImmutableArray<ApiOperation> Operations { get; private set; } = [];

    /// <summary>Of <see cref="Owner"/>.</summary>
    public KnownRecords Known { get; private set; } = null!;

    /// <summary>Text of a key of <see cref="Owner"/>.</summary>
    public string MadeKey { get; private set; } = "";

    /// <summary>Those with a JSON body that has a shape.</summary>
    public IEnumerable<ApiOperation> WithBody => Operations.Where(operation => operation.Body?["properties"] is not null);

    public async Task InitializeAsync()
    {
        using var admin = As(Role.Admin, Owner, "author");
        admin.Timeout = TimeSpan.FromMinutes(5); // a model is trained, on whatever else the machine does
        Operations = ApiDocument.Read(await admin.GetStringAsync("/openapi/v1.json"));
        Known = await KnownRecords.MakeAsync(admin, WithKey);
        using var made = await admin.PostAsync("/api/security/api-keys", Json("""{"name":"secret-bearer","roles":["consumer"]}"""));
        MadeKey = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["api_key"]!;
        using var hook = await admin.PostAsync("/api/webhooks", Json(
            $$"""{"url":"https://hooks.invalid/in","secret":"{{WebhookSecret}}"}"""));
        hook.EnsureSuccessStatusCode();
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    /// <summary>The address of an operation on the owner's records.</summary>
    public string AddressOf(ApiOperation operation, Func<string, string>? other = null) => operation.PathParameters.Aggregate(
        operation.Path, (path, name) => path.Replace(
            $"{{{name}}}", other is null ? Known.IdOf(operation, name) : other(Known.IdOf(operation, name)), StringComparison.Ordinal));

    /// <summary>Whether every parameter of its path is an id of a record that is there.</summary>
    public bool IsOnRecord(ApiOperation operation) => operation.PathParameters.Length > 0
        && operation.PathParameters.All(name => Known.IdOf(operation, name) != KnownRecords.Unknown);

    /// <summary>A body that the schema allows: the least of it, and what is added.</summary>
    public JsonObject BodyOf(ApiOperation operation) =>
        (JsonObject)BodySchema.Valid(operation.Body!, "", Known.Members, whole: false)!;

    public static HttpRequestMessage Message(ApiOperation operation, string address, JsonNode? body)
    {
        var message = new HttpRequestMessage(new HttpMethod(operation.Method), address);
        if (body is not null) message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        else if (operation.MediaTypes.Contains("multipart/form-data"))
            message.Content = new MultipartFormDataContent { { new StringContent("x"), "x" } };
        else if (operation.MediaTypes is [var type, ..]) message.Content = new StringContent("{}", Encoding.UTF8, type);
        return message;
    }
}

[CollectionDefinition(Name)]
public sealed class SecurityCollection : ICollectionFixture<SecurityApi>
{
    public const string Name = "security";
}
