"""What a scorecard may know of a lead: features that were there when it arrived, nothing personal."""
