using System.ComponentModel.DataAnnotations;

namespace Kolosal.Predictions;

/// <summary>Section <c>Kolosal:OpenInference</c>.</summary>
internal sealed class OpenInferenceOptions
{
    public const string Section = "Kolosal:OpenInference";

    /// <summary>
    /// The port of gRPC without TLS, which needs one of its own, because HTTP/2 is agreed on in the TLS handshake and there is none. 0 opens none;
    /// where <c>--urls</c> has an https address, gRPC is served there in any case. 0 to 65,535. Default: 0.
    /// </summary>
    [Range(0, 65_535)]
    public int GrpcPort { get; set; }

    /// <summary>The address that it listens on: <c>localhost</c>, <c>*</c> for all, or an address of this machine. Default: localhost.</summary>
    [Required]
    public string GrpcAddress { get; set; } = "localhost";
}
