using System;
using System.Linq;
using Xunit;

namespace Wgf.Tests {
  public class CatalogueTests : Scene {
    [Fact]
    public void The_library_tells_its_version() {
      var version = new Version(Library.Version);
      Assert.Equal(version.Major * 1000000 + version.Minor * 1000 + version.Build, Library.VersionNumber);
    }

    [Fact]
    public void Every_entry_has_a_name_a_summary_and_options_with_a_sentence() {
      foreach (EntryKind kind in Enum.GetValues(typeof(EntryKind))) {
        Assert.True(Catalogue.Entries(kind).Count > 0);
        foreach (var entry in Catalogue.Entries(kind)) {
          Assert.True(entry.Name.Length > 0 && entry.Summary.Length > 0, kind + " " + entry.Name);
          var options = Catalogue.Options(kind, entry.Name);
          Assert.Equal(entry.OptionCount, options.Count);
          foreach (var option in options) Assert.True(option.Name.Length > 0 && option.Summary.Length > 0, entry.Name + " " + option.Name);
        }
      }
    }

    [Fact]
    public void A_flow_tells_what_it_is() {
      var svgd = Catalogue.Flows.Single(flow => flow.Name == "svgd");
      Assert.True(svgd.Deterministic);
      Assert.Contains("score", svgd.Needs);
      Assert.True(svgd.Reference.Length > 0 && svgd.Energy.Length > 0 && svgd.Geometry.Length > 0 && svgd.Memory.Length > 0);
      Assert.False(Catalogue.Flows.Single(flow => flow.Name == "mala").Deterministic);
      Assert.Contains("gaussian", Catalogue.Targets.Select(target => target.Name));
      Assert.Contains("gaussian", Catalogue.Kernels.Select(kernel => kernel.Name));
      Assert.Contains("mmd", Catalogue.Discrepancies.Select(discrepancy => discrepancy.Name));
    }

    [Fact]
    public void An_option_tells_type_default_bounds_and_choices() {
      var options = Catalogue.Options(EntryKind.Flow, "svgd").ToDictionary(option => option.Name);
      Assert.Equal(OptionType.Double, options["step_size"].Type);
      Assert.InRange(options["step_size"].DefaultValue, options["step_size"].Minimum, options["step_size"].Maximum);
      Assert.Equal(OptionType.String, options["kernel"].Type);
      Assert.Contains(options["kernel"].DefaultText, options["kernel"].Choices);
      Assert.Equal(OptionType.Vector, Catalogue.Options(EntryKind.Target, "gaussian").Single(option => option.Name == "mean").Type);
    }

    [Fact]
    public void An_unknown_entry_is_refused_with_the_nearest_name() {
      Refused<ArgumentException>(Status.ArgumentError, "svgd", () => Catalogue.Options(EntryKind.Flow, "svdg"));
      Refused<ArgumentException>(Status.ArgumentError, "gaussian", () => new Target(Context, "gausian", 2));
      Refused<ArgumentException>(Status.ArgumentError, "energy", () => new Discrepancy(Context, "enrgy"));
      using (var cloud = Cloud()) Refused<ArgumentException>(Status.ArgumentError, "mala", () => new Flow("malla", cloud));
    }

    [Fact]
    public void Objects_tell_what_they_are_in_one_line() {
      using (var gaussian = new Target(Context, "gaussian", 2))
      using (var bounded = NormalTarget(3))
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, gaussian))
      using (var asked = new Target(Context, 2, TargetFlags.Score, null))
      using (var second = Cloud())
      using (var by_hand = new Flow("svgd", second, asked))
      using (var mmd = new Discrepancy(Context, "mmd"))
      using (var draws = new Draws(Context, 1, Matrix(30, 1))) {
        bounded.SetSimplex(0, 3);
        flow.Step();
        by_hand.Ask(out var request);
        Assert.Contains("threads 1, seed 1, isa ", Context.ToString());
        Assert.Equal("Target gaussian: 2 coordinates", gaussian.ToString());
        Assert.Equal("Target: 3 coordinates (2 unconstrained)", bounded.ToString());
        Assert.Equal("Ensemble: 10 particles, 2 coordinates", cloud.ToString());
        Assert.Contains("Flow svgd: step 1, 10 evaluations, time 0.1, ", flow.ToString());
        Assert.Equal("Score at 10 points in 2 dimensions", request.ToString());
        Assert.Equal("Discrepancy mmd", mmd.ToString());
        Assert.Equal("0 rejected", gaussian.Rejections.ToString());
        Assert.Contains("median ", draws.Summarize(0).ToString());
        Assert.Contains("svgd: Stein", string.Join("\n", Catalogue.Flows));
        Assert.Contains("step_size = 0.1 (from 0): ", string.Join("\n", Catalogue.Options(EntryKind.Flow, "svgd")));
        Assert.Contains("kernel = \"gaussian\" (one of gaussian ", string.Join("\n", Catalogue.Options(EntryKind.Flow, "svgd")));
      }
    }
  }
}
