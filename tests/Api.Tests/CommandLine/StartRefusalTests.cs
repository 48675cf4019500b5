using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.CommandLine;

public sealed class StartRefusalTests
{
    [Fact]
    public void A_setting_out_of_bounds_is_named_without_types()
    {
        const string Failure =
            "DataAnnotation validation failed for 'StorageOptions' members: 'SegmentBytes' with the error: "
            + "'The field SegmentBytes must be between 1 and 2.'.";
        Assert.Equal(
            "Storage:SegmentBytes: The field SegmentBytes must be between 1 and 2.",
            StartRefusal.Of(new OptionsValidationException("", typeof(StorageOptions), [Failure])));
        Assert.Equal("Need this.", StartRefusal.Of(new ValidationException("Need this.")));
    }

    [Fact]
    public void What_lies_inside_of_another_fault_is_found()
    {
        var busy = new SocketException((int)SocketError.AddressAlreadyInUse);
        string? told = StartRefusal.Of(new AggregateException(new InvalidOperationException("lifecycle", busy)));
        Assert.Contains("port is in use", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_another_kind_names_its_setting()
    {
        string? told = StartRefusal.Of(new InvalidOperationException(
            "Failed to convert configuration value 'many' at 'Kolosal:Storage:SegmentBytes' to type 'System.Int64'."));
        Assert.Contains("Kolosal:Storage:SegmentBytes", told, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_the_program_is_left_to_the_runtime()
    {
        Assert.Null(StartRefusal.Of(new NullReferenceException()));
        Assert.Null(StartRefusal.Of(new InvalidOperationException("Unable to resolve service for type 'X'.")));
    }
}
