class CreateA < ActiveRecord::Migration[7.1]
end
